import Addresses
import Model

/// Announcements that are repeated, because a single frame may be lost: a pure machine.
public struct Announcements: Sendable {
    /// When an announcement is repeated.
    ///
    /// **Unit:** milliseconds after the first.
    public static let delays: [Int64] = [1_000, 5_000]

    private var due: [InterfaceAddress: [Moment]] = [:]

    /// Takes in the outcomes of steps that were not repetitions.
    mutating func record(_ outcomes: [Outcome], at now: Moment) {
        for outcome in outcomes where outcome.result == .done {
            guard case .address(.announce(let address)) = outcome.step else { continue }
            due[address] = Self.delays.map { Moment(milliseconds: now.milliseconds + $0) }
        }
    }

    /// The repetitions whose time has come, of addresses that are there and are to stay; an address
    /// that is not is forgotten.
    mutating func take(for pass: Pass) -> [Step] {
        guard pass.observed.scope.covers(.address), !due.isEmpty else { return [] }
        let wanted = Set((pass.desired.addresses ?? []).map(\.place))
        due = due.filter { address, _ in
            wanted.contains(address.place) && pass.observed.addresses[address] != nil
        }
        var steps: [Step] = []
        for address in due.keys.sorted() {
            guard let moments = due[address] else { continue }
            let rest = moments.filter { $0 > pass.desired.now }
            if rest.count < moments.count { steps.append(.address(.announce(address))) }
            due[address] = rest.isEmpty ? nil : rest
        }
        return steps.filter { !pass.plan.steps.contains($0) }
    }

    /// Announcements of wanted addresses whose link has come back since the last look.
    static func afterLinkLoss(_ pass: Pass, since last: Observed) -> [Step] {
        let observed = pass.observed
        let returned = last.silentInterfaces.keys.filter { interface in
            observed.interfaces.contains(interface)
                && observed.silentInterfaces[interface] == nil
                && !observed.muteInterfaces.contains(interface)
        }
        guard observed.scope.covers(.address), !returned.isEmpty else { return [] }
        let wanted = Set((pass.desired.addresses ?? []).map(\.place))
        return observed.addresses.keys
            .filter { wanted.contains($0.place) && returned.contains($0.interface) }
            .sorted().map { .address(.announce($0)) }
            .filter { !pass.plan.steps.contains($0) }
    }

    /// When the next repetition is due, after this moment; nil: none is.
    func next(after moment: Moment) -> Moment? {
        due.values.joined().filter { $0 > moment }.min()
    }
}
