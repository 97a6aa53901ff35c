import Model

/// The services of a spec without findings of their own.
public struct ValidationMemory: Sendable {
    private let spec: Spec?
    private let clean: [Bool]

    /// Creates an empty memory.
    public init() {
        spec = nil
        clean = []
    }

    init(of spec: Spec, clean: [Bool]) {
        self.spec = spec
        self.clean = clean
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

extension Spec {
    /// The rest of the spec that the checks of a service read.
    fileprivate var frame: Spec {
        var frame = self
        // Findings of other services name the first one that keeps persistent clients.
        frame.services = services.first(where: \.keepsPersistentClients).map { [$0] } ?? []
        return frame
    }
}
