import Glibc

/// Reports the state of the program to the service manager.
///
/// Source: `sd_notify(3)`.
///
/// Without `NOTIFY_SOCKET` in the environment nothing is sent.
struct ServiceManager: Sendable {
    private let address: [UInt8]?

    /// Creates a connection to the service manager on this socket; nil: none.
    init(socket: String?) {
        address = socket.map { Array($0.utf8) }
    }

    /// Creates a connection to the service manager that started this process, if any.
    init() {
        self.init(socket: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
    }

    /// Reports that the program is ready and alive.
    func alive() {
        send("READY=1\nWATCHDOG=1")
    }

    /// Reports that the program is stopping.
    func stopping() {
        send("STOPPING=1")
    }

    private func send(_ text: String) {
        guard var name = address, let first = name.first else { return }
        var target = sockaddr_un()
        // An address in the abstract namespace starts with an at sign.
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
                // A lost message is harmless, because the watchdog detects a missing one. A manager
                // that does not read must not block the loop.
                _ = sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), pointer,
                    socklen_t(size))
            }
        }
    }
}
