extension IPVSStep {
    /// The values before; unknown for a removal.
    public var before: [String: StepValue]? {
        switch self {
        case .editService(_, let old): old.values
        case .editDestination(_, let old, _): old.values
        case .addService, .removeService, .addDestination, .drainDestination, .removeDestination:
            nil
        }
    }

    /// The values of the service or the server.
    public var after: [String: StepValue]? {
        switch self {
        case .addService(let service), .editService(let service, _): service.values
        case .addDestination(let destination, _), .editDestination(let destination, _, _):
            destination.values
        case .drainDestination(let destination, _, _, _):
            destination.values.merging(["weight": .number(0)]) { $1 }
        case .removeService, .removeDestination: nil
        }
    }
}

extension VirtualService {
    /// The configuration without the identity, by the words of the document.
    fileprivate var values: [String: StepValue] {
        [
            "scheduler": .text(scheduler.rawValue),
            "schedulerFlags": .text(schedulerFlags.words(of: scheduler).joined(separator: ",")),
            "onePacket": .flag(onePacket),
            "persistence": .text(persistence?.description ?? "none"),
        ]
    }
}

extension Destination {
    /// The configuration without the identity, by the words of the document.
    fileprivate var values: [String: StepValue] {
        [
            "forwarding": .text(forwarding.description), "weight": .number(weight),
            "connections": .text(limits.description),
        ]
    }
}
