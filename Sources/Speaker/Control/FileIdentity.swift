import Glibc

/// The device and the number of a file, which differ from those of another one at the same path.
///
/// Source: `stat(2)`.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Reads the identity of the file at a path, without following a link; nil: there is none.
    init?(path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return nil }
        self.init(facts)
    }

    /// Reads the identity of an open file.
    init?(descriptor: Int32) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return nil }
        self.init(facts)
    }

    private init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        number = UInt64(facts.st_ino)
    }
}
