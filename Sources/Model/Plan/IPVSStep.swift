import Addresses

/// A change to an IPVS service or to one of its servers.
public enum IPVSStep: Sendable, Hashable {
    /// Create a service without destinations.
    case addService(VirtualService)
    /// Change a service in place.
    case editService(VirtualService, from: VirtualService)
    /// Remove a service; the kernel removes its destinations.
    case removeService(ServiceKey)
    /// Add a destination to a service.
    case addDestination(Destination, to: ServiceKey)
    /// Change a destination in place.
    case editDestination(Destination, from: Destination, of: ServiceKey)
    /// Set a leaving destination's weight to 0, and record the start of the drain in the ledger.
    case drainDestination(Destination, of: ServiceKey, since: Moment, open: Int)
    /// Remove a destination; `cutting` is the number of connections that are cut.
    case removeDestination(Endpoint, from: ServiceKey, cutting: Int)
}

extension IPVSStep: DomainStep {
    /// A service, or a server of one.
    public var subject: StepSubject {
        switch self {
        case .addService(let service), .editService(let service, _): .service(service.key)
        case .removeService(let key): .service(key)
        case .addDestination(let destination, let key),
            .editDestination(let destination, _, let key),
            .drainDestination(let destination, let key, _, _):
            .server(destination.endpoint, of: key)
        case .removeDestination(let endpoint, let key, _): .server(endpoint, of: key)
        }
    }

    /// A drain is a change.
    public var action: StepAction {
        switch self {
        case .addService, .addDestination: .add
        case .editService, .editDestination, .drainDestination: .change
        case .removeService, .removeDestination: .remove
        }
    }

    /// The worst effect of the step on clients.
    public var risk: Risk {
        switch self {
        case .addService, .addDestination: .hitless
        case .editService(let service, let old): service.risk(from: old)
        case .editDestination: phase == .lowering ? .drains : .hitless
        case .removeService, .drainDestination: .drains
        case .removeDestination(_, _, let cutting): cutting > 0 ? .mayReset : .hitless
        }
    }

    /// The change of weight determines the phase of an edit.
    public var phase: StepPhase {
        switch self {
        case .addService, .addDestination: .addition
        case .editService: .edit
        case .editDestination(let destination, let old, _):
            switch (old.weight, destination.weight) {
            case (0, 1...): .raise
            case (1..., 0): .lowering
            default: .edit
            }
        case .drainDestination: .lowering
        case .removeDestination: .removal
        case .removeService: .clearance
        }
    }

    /// A new weight of 0 is an edit.
    public var isDrain: Bool {
        if case .drainDestination = self { true } else { false }
    }

    /// A server requires its service.
    public var requires: [StepSubject] {
        switch self {
        case .addDestination(_, let key), .editDestination(_, _, let key),
            .drainDestination(_, let key, _, _), .removeDestination(_, let key, _):
            [.service(key)]
        case .addService, .editService, .removeService: []
        }
    }

    /// The subject and its changes.
    public var sentence: String {
        switch self {
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
        case .removeService: "\(subject)"
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .addService(let service): "add service \(service.key)"
        case .editService(let service, _): "edit service \(service.key)"
        case .removeService(let key): "remove service \(key)"
        case .addDestination(let destination, let key): "add \(destination.endpoint) to \(key)"
        case .editDestination(let destination, _, let key): "edit \(destination.endpoint) in \(key)"
        case .drainDestination(let destination, let key, _, _):
            "drain \(destination.endpoint) in \(key)"
        case .removeDestination(let endpoint, let key, _): "remove \(endpoint) from \(key)"
        }
    }
}

extension Destination {
    /// The whole configuration, in the order of ``changes(from:)``.
    fileprivate var options: [String] {
        var options = [forwarding.description, "weight \(weight)"]
        if limits != ConnectionLimits() { options.append("limits \(limits)") }
        return options
    }

    /// The differences, old value first.
    fileprivate func changes(from old: Destination) -> [String] {
        var changes: [String] = []
        if forwarding != old.forwarding { changes.append("\(old.forwarding) -> \(forwarding)") }
        if weight != old.weight { changes.append("weight \(old.weight) -> \(weight)") }
        if limits != old.limits { changes.append("limits \(old.limits) -> \(limits)") }
        return changes
    }
}

extension ConnectionLimits: CustomStringConvertible {
    /// `1000`, `1000/800` with a lower threshold, `none`.
    public var description: String {
        if upper == 0 && lower == 0 { return "none" }
        return lower == 0 ? "\(upper)" : "\(upper)/\(lower)"
    }
}

extension Int {
    /// "1 connection", "12 connections".
    fileprivate func counted(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(noun)s"
    }
}

extension VirtualService {
    /// Open connections always stay; returning clients may get another server.
    fileprivate func risk(from old: VirtualService) -> Risk {
        var remaps = schedulerFlags != old.schedulerFlags
        if scheduler != old.scheduler { remaps = remaps || old.scheduler.isHash }
        if let before = old.persistence {
            remaps = remaps || persistence?.prefixLength != before.prefixLength
            remaps = remaps || persistence == nil || persistence?.engine != before.engine
        }
        return remaps ? .drains : .hitless
    }
}

extension Scheduler {
    /// Whether only the client's or server's address selects the server.
    fileprivate var isHash: Bool {
        self == .sourceHash || self == .destinationHash || self == .maglevHash
    }
}
