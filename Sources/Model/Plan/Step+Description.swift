import Addresses

extension Step: CustomStringConvertible {
    /// The line that `ballast plan` prints: "+ server 10.0.0.11:80 in tcp 10.0.0.1:80, gate,
    /// weight 1".
    public var description: String {
        "\(action.rawValue) \(sentence)"
    }

    private var sentence: String {
        switch self {
        case .setSysctl(let sysctl, let value, let old):
            "sysctl \(sysctl.rawValue) \(old) -> \(value)"
        case .enable(.module(let name)): "load kernel module \(name)"
        case .enable(let setting): "sysctl \(setting) 0 -> 1"
        case .setTimeouts(let timeouts, let old):
            "timeouts " + timeouts.changes(from: old).joined(separator: ", ")
        case .addService(let service):
            (["service \(service.key) \(service.scheduler.rawValue)"] + service.options)
                .joined(separator: ", ")
        case .editService(let service, let old):
            (["service \(service.key)"] + service.changes(from: old)).joined(separator: ", ")
        case .addDestination(let destination, _):
            (["\(subject)"] + destination.options).joined(separator: ", ")
        case .editDestination(let destination, let old, _):
            (["\(subject)"] + destination.changes(from: old)).joined(separator: ", ")
        case .drainDestination(let destination, let key, _, let open):
            "drain \(destination.endpoint) in \(key), \(open.counted("connection"))"
        case .removeDestination(_, _, let cutting):
            "\(subject)" + (cutting > 0 ? ", cuts \(cutting.counted("connection"))" : "")
        case .announceAddress(let address):
            "announce \(address)"
        case .removeService, .addAddress, .removeAddress:
            "\(subject)"
        }
    }
}

extension Destination {
    /// All of the configuration, in the order of ``changes(from:)``.
    fileprivate var options: [String] {
        var options = [forwarding.description, "weight \(weight)"]
        if limits != ConnectionLimits() { options.append("limits \(limits)") }
        return options
    }

    /// What differs, old value first.
    fileprivate func changes(from old: Destination) -> [String] {
        var changes: [String] = []
        if forwarding != old.forwarding { changes.append("\(old.forwarding) -> \(forwarding)") }
        if weight != old.weight { changes.append("weight \(old.weight) -> \(weight)") }
        if limits != old.limits { changes.append("limits \(old.limits) -> \(limits)") }
        return changes
    }
}

extension ConnectionLimits: CustomStringConvertible {
    /// `1000`, `1000/800` with a lower one, `none`.
    public var description: String {
        if upper == 0 && lower == 0 { return "none" }
        return lower == 0 ? "\(upper)" : "\(upper)/\(lower)"
    }
}

extension IPVSTimeouts {
    /// What differs; a 0 leaves the kernel's value, so it is no difference.
    fileprivate func changes(from old: IPVSTimeouts) -> [String] {
        [("tcp", tcp, old.tcp), ("tcp-fin", tcpFin, old.tcpFin), ("udp", udp, old.udp)]
            .filter { $0.1 != 0 && $0.1 != $0.2 }
            .map { "\($0.0) \($0.2) s -> \($0.1) s" }
    }
}

extension Int {
    /// "1 connection", "12 connections".
    fileprivate func counted(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(noun)s"
    }
}
