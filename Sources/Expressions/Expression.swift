import CPCRE2

/// A regular expression in HAProxy's dialect: PCRE2, over bytes.
///
/// A group without a name captures nothing, `$` matches at the end and before a last line feed, and
/// `.` matches every byte but a line feed. The number of steps of a search is limited, so that it
/// does not block its thread for long.
///
/// Source: `pcre2api(3)`, `pcre2pattern(3)`; HAProxy's `regex_comp`.
public struct Expression: ~Copyable {
    /// The result of a search.
    public enum Match: Sendable, Hashable {
        /// The bytes contain a match.
        case found
        /// The bytes contain no match.
        case absent
        /// The search reached this limit before its end.
        case stopped(String)
    }

    /// Maximum number of steps of a search; PCRE2 counts each attempt that may be backtracked.
    public static let steps = 1_000_000
    /// Maximum memory of a search.
    ///
    /// **Unit:** KiB.
    static let memory = 32_768
    /// Maximum number of nested backtracking points of a search.
    static let depth = 250_000

    private let code: OpaquePointer

    /// Compiles a pattern.
    ///
    /// **Errors:** the pattern is no regular expression; report this to its author.
    public init(_ pattern: String) throws(ExpressionMistake) {
        var number: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        let code = bytes.withUnsafeBufferPointer {
            pcre2_compile_8(
                $0.baseAddress, $0.count, UInt32(PCRE2_NO_AUTO_CAPTURE), &number, &offset, nil)
        }
        guard let code else { throw ExpressionMistake(number, at: offset, of: bytes) }
        self.code = code
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Searches for a match anywhere in the bytes.
    public func search(_ bytes: [UInt8]) -> Match {
        // Without memory no search is possible.
        guard let context = pcre2_match_context_create_8(nil) else { return .stopped("memory") }
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, UInt32(Self.steps))
        pcre2_set_depth_limit_8(context, UInt32(Self.depth))
        pcre2_set_heap_limit_8(context, UInt32(Self.memory))
        guard let data = pcre2_match_data_create_8(1, nil) else { return .stopped("memory") }
        defer { pcre2_match_data_free_8(data) }
        let result = bytes.withUnsafeBufferPointer {
            pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, data, context)
        }
        // 0: a match with more groups than there is room for.
        if result >= 0 { return .found }
        switch result {
        case PCRE2_ERROR_MATCHLIMIT: return .stopped("\(Self.steps) steps")
        case PCRE2_ERROR_DEPTHLIMIT: return .stopped("\(Self.depth) steps at a time")
        case PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY: return .stopped("\(Self.memory) KiB")
        case PCRE2_ERROR_RECURSELOOP: return .stopped("a recursion without end")
        // Bytes that are not UTF-8, for a pattern that requires UTF-8: HAProxy finds no match
        // either.
        default: return .absent
        }
    }

    /// The error in a pattern, in words; nil: the pattern is valid.
    public static func mistake(in pattern: String) -> ExpressionMistake? {
        do {
            _ = try Expression(pattern)
            return nil
        } catch {
            return error
        }
    }
}
