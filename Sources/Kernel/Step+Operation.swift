import Model

extension Step {
    /// What the step tries, in the words that follow "cannot".
    var operation: String {
        switch self {
        case .setSysctl(let sysctl, let value, _):
            "set net.ipv4.vs.\(sysctl.rawValue) to \(value)"
        case .setTimeouts(let timeouts, _):
            "set the IPVS timeouts to \(timeouts.tcp) \(timeouts.tcpFin) \(timeouts.udp)"
        case .addService(let service): "add \(service.key)"
        case .editService(let service, _): "edit \(service.key)"
        case .removeService(let key): "remove \(key)"
        case .addDestination(let destination, let key): "add \(destination.endpoint) to \(key)"
        case .editDestination(let destination, _, let key):
            "edit \(destination.endpoint) of \(key)"
        case .drainDestination(let destination, let key, _, _):
            "drain \(destination.endpoint) of \(key)"
        case .removeDestination(let endpoint, let key, _): "remove \(endpoint) from \(key)"
        case .addAddress(let address): "add \(address)"
        case .announceAddress(let address): "announce \(address)"
        case .removeAddress(let address): "remove \(address)"
        }
    }
}
