import Addresses
import Model

/// The effect of health on the connections of a server.
enum Standing: Sendable, Hashable {
    /// The server receives its share.
    case up
    /// The server's checks have failed, or its agent reports `down`.
    case down
    /// The server was not checked yet: it keeps its weight, if any.
    case unproven
    /// The server gets no connections and does not count: its check is `off`, or its first check is
    /// pending.
    case withheld
}

extension Standing {
    init(
        _ type: CheckType?, _ start: StartState?, _ state: Verdict.State?, nothingIsKnown: Bool
    ) {
        switch (type, state) {
        case (nil, _), (.on, _), (_, .up): self = .up
        case (.off, _): self = .withheld
        case (_, .down): self = .down
        case (_, .unknown), (_, nil):
            switch start ?? .last {
            case .up: self = nothingIsKnown ? .up : .unproven
            case .down: self = .withheld
            case .last: self = .unproven
            }
        }
    }
}
