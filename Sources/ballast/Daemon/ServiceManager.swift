import Glibc

/// Tells the service manager how the program is.
///
/// Source: `sd_notify(3)`.
///
/// Without `NOTIFY_SOCKET` in the environment nothing is said.
struct ServiceManager: Sendable {
    private let address: [UInt8]?

    /// The service manager that listens on this socket; nil: there is none.
    init(socket: String?) {
        address = socket.map { Array($0.utf8) }
    }

    /// The service manager that started this process, if one did.
    init() {
        self.init(socket: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
    }

    /// The program is ready, and alive as of now.
    func alive() {
        send("READY=1\nWATCHDOG=1")
    }

    /// The program has begun to end.
    func stopping() {
        send("STOPPING=1")
    }

    private func send(_ text: String) {
        guard var name = address, let first = name.first else { return }
        var target = sockaddr_un()
        // A name in the abstract namespace is written with an at sign.
        if first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: name) }
        let size = MemoryLayout<sa_family_t>.size + name.count
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                // The service manager notices what it misses: that is what a watchdog is. One that
                // does not read must not hold up the loop.
                _ = sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), pointer,
                    socklen_t(size))
            }
        }
    }
}
