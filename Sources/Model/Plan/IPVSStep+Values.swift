extension IPVSStep {
    /// A removal does not know them.
    public var before: [String: StepValue]? {
        switch self {
        case .editService(_, let old): old.values
        case .editDestination(_, let old, _): old.values
        case .addService, .removeService, .addDestination, .drainDestination, .removeDestination:
            nil
        }
    }

    /// The service's, or the server's.
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
    /// All but the identity, by the words of the document.
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
    /// All but the identity, by the words of the document.
    fileprivate var values: [String: StepValue] {
        [
            "forwarding": .text(forwarding.description), "weight": .number(weight),
            "connections": .text(limits.description),
        ]
    }
}
