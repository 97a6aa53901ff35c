import Addresses
import CGNU
import Glibc
import Synchronization

/// Servers of HTTP on 127.0.0.0/8, each of which can be killed.
final class Farm: Sendable {
    /// Where they are.
    let endpoints: [Endpoint]
    private let poll: Int32
    private let state: Mutex<State>

    private struct State {
        var listeners: [Int32]
        var silent: Set<Int>
        var hasEnded = false
    }

    /// What the farm can't do without.
    struct Failure: Error {
        let call: String
        let number: Int32
    }

    init(count: Int) throws {
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        var endpoints: [Endpoint] = []
        var listeners: [Int32] = []
        for number in 0..<count {
            let place = Endpoint(
                .v4(IPv4Address(rawValue: 0x7f02_0001 + UInt32(number))), port: 18_080)
            listeners.append(try Self.listen(at: place))
            endpoints.append(place)
        }
        self.endpoints = endpoints
        state = Mutex(State(listeners: listeners, silent: []))
        for (number, listener) in listeners.enumerated() { watch(listener, number) }
    }

    /// Answers until the farm ends.
    func serve() {
        let answer = Array(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".utf8)
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        var request = [UInt8](repeating: 0, count: 4096)
        while !state.withLock({ $0.hasEnded }) {
            let count = epoll_wait(poll, &events, 64, 100)
            guard count > 0 else { continue }
            for event in events.prefix(Int(count)) {
                let number = Int(event.data.u64)
                let (listener, isSilent) = state.withLock {
                    ($0.listeners[number], $0.silent.contains(number))
                }
                guard listener >= 0 else { continue }
                let client = accept(listener, nil, nil)
                guard client >= 0 else { continue }
                if isSilent {
                    // Closed long after every deadline.
                    Task.detached {
                        try? await Task.sleep(for: .seconds(3))
                        close(client)
                    }
                } else {
                    _ = recv(client, &request, request.count, 0)
                    _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
                    close(client)
                }
            }
        }
    }

    func kill(_ number: Int, silently: Bool) {
        state.withLock { state in
            if silently {
                state.silent.insert(number)
            } else {
                close(state.listeners[number])
                state.listeners[number] = -1
            }
        }
    }

    func end() {
        state.withLock { $0.hasEnded = true }
    }

    private func watch(_ listener: Int32, _ number: Int) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = UInt64(number)
        epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event)
    }

    private static func listen(at place: Endpoint) throws -> Int32 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var reuse: Int32 = 1
        setsockopt(
            listener, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = place.port.bigEndian
        if case .v4(let host) = place.address { address.sin_addr.s_addr = host.rawValue.bigEndian }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, Glibc.listen(listener, 128) == 0 else {
            throw Failure(call: "bind \(place)", number: errno)
        }
        return listener
    }
}
