import Foundation
import Glibc
import Seeds

/// A server on 127.0.0.1 that does one thing to each connection, one after the other.
final class Peer: Sendable {
    enum Behaviour: Sendable {
        /// Accepts and says nothing.
        case hang
        /// Says this and closes.
        case say(String)
        /// Says this and then nothing more.
        case sayAndHang(String)
        /// Says this, then one byte now and then.
        case drip(String)
        /// Resets the connection once something came.
        case reset
        /// Says this and resets the connection, whatever came.
        case sayAndReset(String)
        /// Says the first, then the next each time that something came; then nothing more.
        case script([String])
        /// Says this, then never stops.
        case endless(String)
    }

    let port: UInt16
    private let listener: Int32

    init(_ behaviour: Behaviour) throws {
        (listener, port) = try Peer.bound(SOCK_STREAM)
        listen(listener, 64)
        Thread.detachNewThread { [listener] in
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { break }
                // A daemon of another test that had it too would keep it open.
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                Peer.serve(connection, behaviour)
                close(connection)
            }
            close(listener)
        }
    }

    deinit {
        // The thread's accept fails, and the thread closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    struct Failure: Error {}

    /// A socket at a free port of 127.0.0.1.
    static func bound(_ type: __socket_type) throws -> (Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard code == 0 else { throw Failure() }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port that nobody is at.
    static func freePort() -> UInt16 { ClaimedPorts.free() }

    private static func serve(_ connection: Int32, _ behaviour: Behaviour) {
        switch behaviour {
        case .hang: drain(connection)
        case .say(let text):
            say(text, connection)
            shutdown(connection, Int32(SHUT_WR))
            drain(connection)
        case .sayAndHang(let text):
            say(text, connection)
            drain(connection)
        case .drip(let text):
            var isThere = say(text, connection)
            while isThere {
                // The pace of the drip; a connection that is gone refuses a byte.
                poll(nil, 0, 5)
                isThere = say("x", connection)
            }
        case .reset:
            var byte: UInt8 = 0
            recv(connection, &byte, 1, 0)
            resetAtClose(connection)
        case .sayAndReset(let text):
            say(text, connection)
            resetAtClose(connection)
        case .script(let replies):
            var buffer = [UInt8](repeating: 0, count: 4_096)
            for (index, reply) in replies.enumerated() {
                if index > 0, recv(connection, &buffer, buffer.count, 0) <= 0 { return }
                say(reply, connection)
            }
            drain(connection)
        case .endless(let text):
            var isThere = say(text, connection)
            let much = String(repeating: "x", count: 65_536)
            while isThere { isThere = say(much, connection) }
        }
    }

    private static func resetAtClose(_ connection: Int32) {
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
    }

    private static func drain(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }

    @discardableResult
    private static func say(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

/// A UDP server on 127.0.0.1 that sends back what comes, or nothing.
final class DatagramPeer: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init(answers: Bool) throws {
        (descriptor, port) = try Peer.bound(SOCK_DGRAM)
        Thread.detachNewThread { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                var from = sockaddr_in()
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                let isOver = withUnsafeMutablePointer(to: &from) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                        let count = recvfrom(
                            descriptor, &buffer, buffer.count, 0, address, &size)
                        if count < 0 || size == 0 { return true }
                        if answers { sendto(descriptor, buffer, count, 0, address, size) }
                        return false
                    }
                }
                if isOver { break }
            }
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
