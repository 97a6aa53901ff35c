import Addresses
import Model

/// A host under test, with what the clauses do to it.
struct ContractBench {
    private var host: any Host
    let ground: ContractGround
    private var services: Set<ServiceKey> = []
    private var addresses: Set<InterfaceAddress> = []

    init(host: any Host, ground: ContractGround) {
        self.host = host
        self.ground = ground
    }

    /// Applies the steps; there has to be one outcome for each.
    mutating func apply(_ steps: [Step]) throws -> [Outcome.Result] {
        for step in steps {
            if case .ipvs(.addService(let service)) = step { services.insert(service.key) }
            if case .address(.add(let address)) = step { addresses.insert(address) }
        }
        let outcomes = host.apply(steps)
        try expect(outcomes.map(\.step), steps, "outcomes belong to the steps, in order")
        return outcomes.map(\.result)
    }

    /// Applies the steps, all of which have to be done.
    mutating func make(_ steps: [Step]) throws {
        for (step, result) in zip(steps, try apply(steps)) {
            try expect(result, .done, "\(step)")
        }
    }

    /// Applies a step that has to fail, and gives the error's name.
    mutating func refused(_ step: Step) throws -> String? {
        let results = try apply([step])
        guard case .failed(let failure)? = results.first else {
            throw ContractBreach("\(step): expected a failure, got \(results)")
        }
        try claim(!failure.operation.isEmpty && !failure.reason.isEmpty, "\(failure) says nothing")
        return failure.errno
    }

    mutating func observe(_ scope: Scope = .everything) throws -> Observed {
        try host.observe(scope)
    }

    /// The service as the host holds it.
    mutating func service(_ key: ServiceKey) throws -> ObservedService {
        guard let service = try observe(.services([key])).services[key] else {
            throw ContractBreach("\(key) is not there")
        }
        return service
    }

    /// Removes what the clause made; what is not there is no matter.
    mutating func clear() {
        _ = host.apply(services.sorted().map { .ipvs(.removeService($0)) })
        _ = host.apply(addresses.sorted().map { .address(.remove($0)) })
    }

    func claim(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
        if !condition { throw ContractBreach(sentence()) }
    }

    func expect<Value: Equatable>(
        _ found: Value, _ wanted: Value, _ what: @autoclosure () -> String
    ) throws {
        if found != wanted {
            throw ContractBreach("\(what()): expected \(wanted), found \(found)")
        }
    }
}
