import Glibc

@_silgen_name("capset")
private func capset(_ header: UnsafeMutableRawPointer, _ data: UnsafeMutableRawPointer) -> Int32
@_silgen_name("capget")
private func capget(_ header: UnsafeMutableRawPointer, _ data: UnsafeMutableRawPointer) -> Int32

/// The rights of this thread.
///
/// Source: `capabilities(7)`.
enum Capabilities {
    /// Runs the body without any effective capability; the thread's permitted ones stay.
    static func without<Result>(_ body: () throws -> Result) throws -> Result {
        var header: (version: UInt32, process: Int32) = (0x2008_0522, 0)
        // Effective, permitted, inheritable; twice, for 64 bits.
        var words: [UInt32] = [0, 0, 0, 0, 0, 0]
        guard capget(&header, &words) == 0 else { throw NamespaceError(number: errno) }
        var none = words
        none[0] = 0
        none[3] = 0
        guard capset(&header, &none) == 0 else { throw NamespaceError(number: errno) }
        defer { precondition(capset(&header, &words) == 0, "what was permitted is given back") }
        return try body()
    }
}
