import CNetlink
import Model

extension Step {
    /// Whether the step is an IPVS command, which is sent in batches.
    var isCommand: Bool {
        if case .ipvs = self { return true }
        if case .setting(.setTimeouts) = self { return true }
        return false
    }

    /// The value that does not fit into the message; nil: all fit.
    var flaw: String? {
        if case .ipvs(let step) = self { return step.flaw }
        guard case .setting(.setTimeouts(let timeouts, _)) = self else { return nil }
        return [timeouts.tcp, timeouts.tcpFin, timeouts.udp].allSatisfy {
            (0...2_678_400).contains($0)
        }
            ? nil : "a timeout is not in 0...2678400 seconds"
    }
}

extension IPVSStep {
    fileprivate var flaw: String? {
        switch self {
        case .addService(let service), .editService(let service, _): service.flaw
        case .addDestination(let destination, _), .editDestination(let destination, _, _):
            destination.flaw
        case .removeService, .drainDestination, .removeDestination: nil
        }
    }
}

extension VirtualService {
    fileprivate var flaw: String? {
        if !scheduler.rawValue.isKernelName(limit: Int(IP_VS_SCHEDNAME_MAXLEN)) {
            return "a scheduler's name has 1...15 bytes"
        }
        guard let persistence else { return nil }
        if let engine = persistence.engine,
            !engine.rawValue.isKernelName(limit: Int(IP_VS_PENAME_MAXLEN))
        {
            return "a persistence engine's name has 1...15 bytes"
        }
        return (0...2_678_400).contains(persistence.timeout)
            ? nil : "a persistence timeout is not in 0...2678400 seconds"
    }
}

extension Destination {
    fileprivate var flaw: String? {
        if !(0...65535).contains(weight) { return "a weight is not in 0...65535" }
        if !(0...65535).contains(limits.upper) || !(0...65535).contains(limits.lower) {
            return "a connection limit is not in 0...65535"
        }
        return nil
    }
}

extension String {
    /// Whether the kernel can store the name in this many bytes, including the NUL.
    func isKernelName(limit: Int) -> Bool {
        (1..<limit).contains(utf8.count) && !utf8.contains(0)
    }
}

extension IPVSTable {
    /// Builds the message of a step that ``Step/isCommand``.
    func build(_ step: Step, sequence: UInt32) {
        if case .ipvs(let step) = step {
            build(step, sequence)
        } else if case .setting(.setTimeouts(let timeouts, _)) = step {
            build(timeouts, sequence)
        } else {
            preconditionFailure("only IPVS commands are built")
        }
    }

    private func build(_ step: IPVSStep, _ sequence: UInt32) {
        switch step {
        case .addService(let service):
            build(IPVS_CMD_NEW_SERVICE, sequence) { service.put(into: $0) }
        case .editService(let service, _):
            build(IPVS_CMD_SET_SERVICE, sequence) { service.put(into: $0) }
        case .removeService(let key):
            build(IPVS_CMD_DEL_SERVICE, sequence) { key.put(into: $0) }
        case .addDestination(let destination, let key):
            build(IPVS_CMD_NEW_DEST, sequence, of: key) { destination.put(into: $0) }
        case .editDestination(let destination, _, let key):
            build(IPVS_CMD_SET_DEST, sequence, of: key) { destination.put(into: $0) }
        case .drainDestination(let destination, let key, _, _):
            build(IPVS_CMD_SET_DEST, sequence, of: key) { destination.put(into: $0, weight: 0) }
        case .removeDestination(let endpoint, let key, _):
            build(IPVS_CMD_DEL_DEST, sequence, of: key) { endpoint.put(into: $0) }
        }
    }

    private func build(_ command: Int, _ sequence: UInt32, service: (MessageBuilder) -> Void) {
        begin(command, sequence: sequence)
        socket.builder.nest(IPVS_CMD_ATTR_SERVICE) { service(socket.builder) }
    }

    private func build(
        _ command: Int, _ sequence: UInt32, of key: ServiceKey,
        destination: (MessageBuilder) -> Void
    ) {
        build(command, sequence) { key.put(into: $0) }
        socket.builder.nest(IPVS_CMD_ATTR_DEST) { destination(socket.builder) }
    }

    /// The kernel keeps a timeout whose new value is 0.
    private func build(_ timeouts: IPVSTimeouts, _ sequence: UInt32) {
        begin(IPVS_CMD_SET_CONFIG, sequence: sequence)
        socket.builder.put(IPVS_CMD_ATTR_TIMEOUT_TCP, UInt32(clamping: timeouts.tcp))
        socket.builder.put(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, UInt32(clamping: timeouts.tcpFin))
        socket.builder.put(IPVS_CMD_ATTR_TIMEOUT_UDP, UInt32(clamping: timeouts.udp))
    }
}
