import Addresses
import Glibc
import Model

extension HostSession {
    /// Quarters of a second for which one `apply` waits for the carrier of an interface that it has
    /// switched on: a group of LACP has one once the switch has answered.
    private static let carrierLimit = 40

    /// Announces addresses again whose interface has its carrier only now; the outcomes.
    ///
    /// No neighbour hears an announcement without a carrier. It is no failure of the address, which
    /// is in place: the result has it, and `ballast run` announces it later.
    ///
    /// - Parameter waits: whether these steps have set up interfaces.
    mutating func announcing(
        _ outcomes: [Outcome], waits: Bool, _ result: inout Convergence
    ) throws -> [Outcome] {
        var unheard = Set(outcomes.compactMap(\.failedAnnouncement))
        guard !unheard.isEmpty else { return outcomes }
        var outcomes = outcomes
        var limit = waits ? Self.carrierLimit : 0
        while true {
            let silent = try host.observe(Scope(domains: [.address])).silentInterfaces
            let ready = unheard.filter { silent[$0.interface] != .noCarrier }
            if !ready.isEmpty {
                let again = host.apply(ready.sorted().map { .address(.announce($0)) })
                outcomes.removeAll { $0.failedAnnouncement.map(ready.contains) ?? false }
                outcomes += again
                unheard.subtract(ready)
            }
            guard !unheard.isEmpty, limit > 0 else { break }
            limit -= 1
            usleep(250_000)
        }
        outcomes.removeAll { $0.failedAnnouncement.map(unheard.contains) ?? false }
        result.silent.formUnion(unheard)
        // Steps that waited for an announcement are planned again.
        if unheard.isEmpty, !outcomes.contains(where: \.isFailure) {
            outcomes.removeAll { !$0.succeeded }
        }
        return outcomes
    }
}

extension Outcome {
    /// The address whose announcement failed; nil: another step, or none failed.
    fileprivate var failedAnnouncement: InterfaceAddress? {
        guard isFailure, case .address(.announce(let address)) = step else { return nil }
        return address
    }
}
