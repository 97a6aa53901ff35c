import Foundation
import Glibc
import Synchronization

/// A small HTTP server on loopback that says its name and what it was sent, on threads of its own.
package final class LiveServer: Sendable {
    package let name: String
    package let port: Int
    /// Lets answers to `/hold` go.
    private let isReleased = Mutex(false)
    private let last = Mutex("")
    private let listener: Mutex<Int32?>
    /// The number of requests of which one is answered with 503; nil: none is.
    private let failure: Int?
    private let requests = Mutex(0)

    /// A server; without a port, on a free one.
    ///
    /// - Parameter failure: the number of requests of which one is answered with 503; nil: none is.
    package init(_ name: String, port: Int? = nil, failure: Int? = nil) throws {
        self.name = name
        self.failure = failure
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0
                    ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard code == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EADDRINUSE) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        listener = Mutex(descriptor)
        Thread.detachNewThread { self.accept(descriptor) }
    }

    deinit { stop() }

    /// The last request in lower case.
    package var lastRequest: String { last.withLock { $0 } }

    /// Refuses from now on.
    package func stop() {
        listener.withLock { descriptor in
            if let open = descriptor {
                shutdown(open, Int32(SHUT_RDWR))
                close(open)
            }
            descriptor = nil
        }
    }

    /// Lets answers go that are held.
    package func release() { isReleased.withLock { $0 = true } }

    private func accept(_ descriptor: Int32) {
        while true {
            let client = Glibc.accept(descriptor, nil, nil)
            if client < 0 { return }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            Thread.detachNewThread { self.serve(client) }
        }
    }

    private func serve(_ client: Int32) {
        defer { close(client) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            if count <= 0 { return }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasSuffix("\r\n\r\n") else { continue }
            bytes = []
            last.withLock { $0 = text.lowercased() }
            if text.hasPrefix("GET /hold") {
                while !isReleased.withLock({ $0 }) { usleep(10_000) }
            }
            var body = "server \(name)\n\(text.lowercased().replacing("\r\n", with: "\n"))"
            if text.hasPrefix("GET /big") { body += String(repeating: "x", count: 100_000) }
            let number = requests.withLock { number in
                number += 1
                return number
            }
            let isFailing = failure.map { number.isMultiple(of: $0) } ?? false
            let status = isFailing ? "503 Unavailable" : "200 OK"
            let answer =
                "HTTP/1.1 \(status)\r\nContent-Type: text/plain\r\nServer: live\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            let out = Array(answer.utf8)
            if send(client, out, out.count, Int32(MSG_NOSIGNAL)) != out.count { return }
        }
    }
}
