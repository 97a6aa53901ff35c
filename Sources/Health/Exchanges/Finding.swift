import Model

/// The conclusion of a check, without its duration.
struct Finding: Sendable, Equatable {
    let outcome: ProbeResult.Outcome
    let phase: ProbeResult.Phase
    var expected = ""
    var seen = ""
    var weight: Int?
    var answer: FeedbackAnswer?

    static func passed(_ phase: ProbeResult.Phase, seen: String = "") -> Finding {
        Finding(outcome: .passed, phase: phase, seen: seen)
    }

    static func failed(
        _ phase: ProbeResult.Phase, expected: String = "", seen: String = ""
    ) -> Finding {
        Finding(outcome: .failed, phase: phase, expected: expected, seen: seen)
    }

    static func inconclusive(_ phase: ProbeResult.Phase, seen: String) -> Finding {
        Finding(outcome: .inconclusive, phase: phase, seen: seen)
    }
}

/// Received bytes as text that is safe to print.
enum Printable {
    /// The first bytes, with unprintable ones as `\xNN`, within `ProbeResult.textLimit`.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            let next: String
            switch byte {
            case 0x0a: next = "\\n"
            case 0x0d: next = "\\r"
            case 0x20...0x7e: next = String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16)
                next = "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
            if text.utf8.count + next.utf8.count > ProbeResult.textLimit { break }
            text += next
        }
        return text
    }
}
