import Addresses
import CLab
import Glibc

/// The thread behind ``Servers``: one epoll for every listener and connection.
final class ServerLoop {
    let stop: Socket
    private let poll: Socket
    private var listeners: [Int32: (socket: Socket, place: Servers.Place)] = [:]
    private var connections: [Int32: ServedConnection] = [:]

    init() throws(LabFailure) {
        poll = Socket(
            adopting: try checked("make an epoll") {
                epoll_create1(Int32(EPOLL_CLOEXEC))
            })
        stop = Socket(adopting: try checked("make an eventfd") { eventfd(0, 0) })
        try watch(stop.descriptor)
    }

    func listen(at place: Servers.Place) throws {
        let socket = try Namespace.inside(place.host) {
            let socket = try Socket(domain: place.endpoint.domain, datagrams: place.datagrams)
            try socket.set(SOL_SOCKET, SO_REUSEADDR, to: Int32(1))
            if place.endpoint.address.family == .ipv6 {
                try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: Int32(1))
            }
            try socket.bind(to: place.endpoint)
            return socket
        }
        if !place.datagrams {
            _ = try checked("listen at \(place.endpoint)") {
                Glibc.listen(socket.descriptor, 4096)
            }
        }
        listeners[socket.descriptor] = (socket, place)
        try watch(socket.descriptor)
    }

    /// Serves until ``stop`` is written to.
    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = epoll_wait(poll.descriptor, &events, Int32(events.count), -1)
            for event in events.prefix(Int(max(count, 0))) {
                let descriptor = event.data.fd
                if descriptor == stop.descriptor { return }
                if let listener = listeners[descriptor] {
                    listener.place.datagrams
                        ? answerDatagram(listener.socket, host: listener.place.host)
                        : accept(listener.socket, host: listener.place.host)
                } else if connections[descriptor]?.serve() == false {
                    connections[descriptor] = nil
                }
            }
        }
    }

    private func accept(_ listener: Socket, host: String) {
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        let socket = Socket(adopting: descriptor)
        // A client that is gone already is nobody's failure.
        guard let local = try? Endpoint(localEndOf: descriptor), (try? watch(descriptor)) != nil
        else { return }
        connections[descriptor] = ServedConnection(socket: socket, line: "\(host) \(local)\n")
    }

    private func answerDatagram(_ socket: Socket, host: String) {
        var buffer = [UInt8](repeating: 0, count: 2048)
        // An ICMP error from an earlier answer is reported here; it means nothing to us.
        guard
            let local = try? Endpoint(localEndOf: socket.descriptor),
            let client = try? Endpoint(
                "receive",
                filledBy: { address, length in
                    recvfrom(socket.descriptor, &buffer, buffer.count, 0, address, &length)
                })
        else { return }
        var line = "\(host) \(local)\n"
        _ = client.withSocketAddress { address, length in
            line.withUTF8 {
                sendto(socket.descriptor, $0.baseAddress, $0.count, 0, address, length)
            }
        }
    }

    private func watch(_ descriptor: Int32) throws(LabFailure) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        _ = try checked("watch a socket") {
            epoll_ctl(poll.descriptor, EPOLL_CTL_ADD, descriptor, &event)
        }
    }
}

/// One client's connection, seen from the server.
struct ServedConnection {
    let socket: Socket
    /// What is answered.
    let line: String
    private var pending: [UInt8] = []

    init(socket: Socket, line: String) {
        self.socket = socket
        self.line = line
    }

    /// Reads what has come and answers it; false when the connection is over.
    mutating func serve() -> Bool {
        // A connection that was reset ends like one that was closed.
        guard let bytes = try? socket.receive(), !bytes.isEmpty else { return false }
        pending += bytes
        guard pending.count < 16_384 else { return false }
        if pending.starts(with: Array("GET ".utf8)) {
            guard String(decoding: pending, as: UTF8.self).hasSuffix("\r\n\r\n") else {
                return true
            }
            _ = try? socket.send(page)
            return false
        }
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            pending.removeSubrange(...end)
            guard (try? socket.send(line)) != nil else { return false }
        }
        return true
    }

    private var page: String {
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(line.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(line)"
    }
}
