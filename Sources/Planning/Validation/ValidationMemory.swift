import Model

/// The services of a spec without findings of their own.
public struct ValidationMemory: Sendable {
    private let spec: Spec?
    private let clean: [Bool]
    /// Whether the spec has no finding at all.
    private let isGood: Bool

    /// Creates an empty memory.
    public init() {
        spec = nil
        clean = []
        isGood = false
    }

    init(of spec: Spec, clean: [Bool], isGood: Bool) {
        self.spec = spec
        self.clean = clean
        self.isGood = isGood
    }

    /// Returns the memory of another spec without findings, with the same services.
    func replacing(_ spec: Spec) -> ValidationMemory {
        ValidationMemory(of: spec, clean: clean, isGood: isGood)
    }

    /// Returns the indices of the services of another spec that differ, if nothing else differs
    /// than weights and states of their servers, and this spec has no finding; nil: otherwise.
    ///
    /// Only the checks of a service itself read weights and states.
    func reweighed(in other: Spec) -> [Int]? {
        guard let spec, isGood, spec.services.count == other.services.count,
            spec.withoutServices == other.withoutServices
        else { return nil }
        let changed = spec.services.indices.filter { spec.services[$0] != other.services[$0] }
        let isReweighed = changed.allSatisfy {
            spec.services[$0].reweighed(as: other.services[$0]) == other.services[$0]
        }
        return isReweighed ? changed : nil
    }

    /// Returns for each service of another spec whether its own checks can be skipped.
    func clean(in other: Spec) -> [Bool] {
        guard let spec, spec.frame == other.frame else {
            return Array(repeating: false, count: other.services.count)
        }
        return other.services.indices.map { index in
            clean.indices.contains(index) && clean[index]
                && spec.services[index] == other.services[index]
        }
    }
}

extension Service {
    /// Returns the service with the weights and states of another one's servers.
    fileprivate func reweighed(as other: Service) -> Service {
        var service = self
        for (index, server) in zip(service.servers.indices, other.servers) {
            service.servers[index].weight = server.weight
            service.servers[index].state = server.state
        }
        return service
    }
}

extension Spec {
    fileprivate var withoutServices: Spec {
        var spec = self
        spec.services = []
        return spec
    }

    /// The rest of the spec that the checks of a service read.
    fileprivate var frame: Spec {
        var frame = withoutServices
        // Findings of other services name the first one that keeps persistent clients.
        if let index = services.indices.first(where: { services[$0].keepsPersistentClients }) {
            frame.services = [services[index]]
        }
        return frame
    }
}
