import Addresses
import Model

extension Validation {
    /// Checks a service and its servers, without the other services.
    mutating func check(_ service: Service, at path: DocumentPath) {
        checkEngine(service, at: path)
        if service.onePacket, service.key.transport != nil, service.key.transport != .udp {
            error(
                .onePacketProtocol, at: path.key("onePacket"),
                "one-packet scheduling is for UDP, and \(service.name) listens on"
                    + " \(service.key)",
                hint: "remove onePacket, or make the protocol udp")
        }
        checkHealth(of: service, at: path)
        checkOnePacketAnswers(service, at: path)
        checkServers(of: service, at: path)
        checkFeedback(of: service, at: path)
        checkFileTransfer(service, at: path)
        if service.scheduler == .sourceHash { checkBuckets(of: service, at: path) }
    }

    /// Checks the endpoint of a service against the previous services.
    mutating func checkListen(_ service: Service, at path: DocumentPath) {
        let key = service.key
        let place = path.key(key.endpoint == nil ? "mark" : "listen")
        if let name = listeners[key] {
            error(
                .duplicateListen, at: place, "\(name) listens on \(key) already",
                hint: "give one of them another address, port or protocol")
        } else {
            listeners[key] = service.name
        }
        guard let endpoint = key.endpoint else { return }
        let isReachable = checkReach(of: endpoint.address, in: service, at: place)
        if isReachable { checkLocal(endpoint.address, at: place) }
        if endpoint.port == 0, service.persistence == nil {
            error(
                .portZeroNeedsPersistence, at: place,
                "port 0 takes every port, and the kernel schedules it only with persistence",
                hint: "add persistence, or name the port")
        }
    }

    /// Warns about masq servers with `onePacket`: without a connection entry their answers are not
    /// translated.
    private mutating func checkOnePacketAnswers(_ service: Service, at path: DocumentPath) {
        guard service.onePacket,
            let server = service.servers.first(where: { service.forwarding(of: $0) == .masq })
        else { return }
        warning(
            .onePacketMasquerade, at: path.key("onePacket"),
            "answers of \(server.name) leave with its own address: with one-packet scheduling"
                + " there is no connection by which masq could translate them",
            hint: "use gate or a tunnel, or translate the answers in the firewall")
    }

    private mutating func checkEngine(_ service: Service, at path: DocumentPath) {
        guard let engine = service.persistence?.engine else { return }
        if let transport = service.key.transport, transport != .udp {
            error(
                .persistenceEngine, at: path.key("persistence").key("engine"),
                "the \(engine.rawValue) engine reads UDP only, and \(service.name) listens on"
                    + " \(transport.rawValue)",
                hint: "make the protocol udp, or remove the engine")
        }
    }

    /// Warns about FTP without persistence: data connections use other ports, or start at the
    /// server.
    private mutating func checkFileTransfer(_ service: Service, at path: DocumentPath) {
        guard service.key.isFileTransfer, service.persistence == nil else { return }
        let servers = service.servers.lazy.filter { service.forwarding(of: $0) != .masq }
        guard let server = servers.first else { return }
        warning(
            .fileTransfer, at: path.key("listen"),
            "FTP by \(service.forwarding(of: server).method) without persistence: a client's"
                + " passive data connection may go to another server than its login",
            hint: "add persistence; or group ports 20, 21 and 1024 up by a firewall mark with"
                + " persistence; or use masq with the kernel module ip_vs_ftp")
    }
}

extension AddressFamily {
    /// The name in messages.
    var name: String { self == .ipv4 ? "IPv4" : "IPv6" }
}
