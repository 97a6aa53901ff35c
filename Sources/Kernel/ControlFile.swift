import Glibc

/// A file of `/proc`, in which reading and writing are questions and commands to the kernel.
struct ControlFile {
    /// Where it is.
    let path: String
    private static let limit = 256

    /// Its text, at most 256 bytes of it.
    func read() throws(KernelRefusal) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
            count = max(Glibc.read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the text in one system call: the kernel takes it whole or refuses it.
    func write(_ text: String) throws(KernelRefusal) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var line = text + "\n"
        let written = line.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A handler that returns a number of its own, as IPv6 forwarding does, makes a short write.
        guard written > 0 else { throw .last }
    }
}
