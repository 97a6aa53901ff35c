import Foundation
import Glibc
import Synchronization

/// An agent of HAProxy's on loopback that says one line to whoever connects.
final class LiveAgent: Sendable {
    let port: Int
    private let line: Mutex<String>
    private let listener: Int32

    init(_ line: String) throws {
        self.line = Mutex(line)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0
                    ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard code == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        listener = descriptor
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 { return }
                let text = self?.line.withLock { $0 } ?? ""
                let bytes = Array((text + "\n").utf8)
                _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(client)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Says this from now on.
    func say(_ line: String) { self.line.withLock { $0 = line } }
}
