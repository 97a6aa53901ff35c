import Addresses
import Model

/// The endpoints on which HAProxy can't listen, or shares the port, and the configuration without
/// them.
///
/// The same obstacles produce the same configuration, so a look at unchanged obstacles changes
/// nothing.
struct ListenerObstacles: Sendable {
    /// The latest obstacles.
    private(set) var obstacles: [ListenCheck.Obstacle] = []
    /// The latest configuration that lacks some of its listeners.
    private var reduction: Reduction?

    /// The inputs and the result of a reduction.
    private struct Reduction {
        let whole: WorkerConfiguration
        let blocked: Set<Endpoint>
        let absent: Set<Endpoint>
        let file: String?
        let rest: WorkerConfiguration
    }

    /// The configuration that HAProxy serves, and the addresses of this host.
    struct Present {
        /// The text of the current configuration.
        let file: () -> String?
        /// Whether this host has an address.
        let isHere: (IPAddress) -> Bool
    }

    /// The latest obstacles, as reported.
    var unheard: [Unheard] { obstacles.map { Unheard($0) } }

    /// Records the obstacles of a check, and returns an event if they have changed.
    mutating func note(_ found: [ListenCheck.Obstacle]) -> WorkerEvent? {
        guard found != obstacles else { return nil }
        obstacles = found
        return .listens(except: unheard)
    }

    /// Returns the configuration without the listeners that the latest obstacles prevent.
    ///
    /// - Parameter present: the serving configuration, whose listeners may stay; nil: none.
    ///
    /// **Errors:** the first obstacle, if no listener is left.
    mutating func feasible(
        _ whole: WorkerConfiguration, beside present: Present?
    ) throws(HostFailure) -> WorkerConfiguration {
        let blocked = Set(obstacles.filter { !$0.isServed }.map(\.endpoint))
        // Clients reach a moving address at its old place until it is at the new one.
        let absent = present.map { present in
            whole.endpoints.filter {
                whole.virtual.contains($0.address) && !present.isHere($0.address)
            }
        }
        let isAbsent = absent?.isEmpty == false
        guard !blocked.isEmpty || isAbsent else { return whole }
        let file = present?.file()
        if let reduction, reduction.whole == whole, reduction.blocked == blocked,
            reduction.absent == absent ?? [], reduction.file == file
        {
            return reduction.rest
        }
        guard present != nil || blocked.count < whole.endpoints.count,
            let rest = whole.leavingOut(
                blocked, absent: absent ?? [], keeping: file,
                isHere: present?.isHere ?? { _ in true })
        else {
            // A configuration without a document can't be reduced.
            if blocked.isEmpty { return whole }
            throw obstacles.first { !$0.isServed }?.failure
                ?? HostFailure(operation: "listen", reason: "nothing is left to listen on")
        }
        reduction = Reduction(
            whole: whole, blocked: blocked, absent: absent ?? [], file: file, rest: rest)
        return rest
    }

    /// Returns the form in which HAProxy has loaded a configuration.
    func served(_ configuration: WorkerConfiguration) -> WorkerConfiguration {
        reduction.flatMap { $0.whole == configuration ? $0.rest : nil } ?? configuration
    }
}
