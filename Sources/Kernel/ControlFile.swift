import Glibc

/// A file of `/proc`, whose reads and writes are queries and commands to the kernel.
struct ControlFile {
    /// The path.
    let path: String
    private static let limit = 256

    /// Reads its text, at most 256 bytes.
    func read() throws(KernelRefusal) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
            count = max(Glibc.read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the text in one system call, which the kernel accepts or rejects as a whole.
    func write(_ text: String) throws(KernelRefusal) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var line = text + "\n"
        let written = line.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A handler that returns its own number, such as IPv6 forwarding, makes a short write.
        guard written > 0 else { throw .last }
    }
}
