import Model

/// The result of the checks of a server.
enum ServerHealth {
    case off
    case probed(Verdict)

    var verdict: Verdict? {
        if case .probed(let verdict) = self { verdict } else { nil }
    }

    /// A remark on a weight from the check, or on inconclusive checks; nil: none.
    func remark(_ server: RealServer?) -> String? {
        guard case .probed(let verdict) = self else { return nil }
        var remarks: [String] = []
        if verdict.state == .up, let weight = verdict.weight, weight != server?.weight {
            remarks.append("weight \(weight) from its check")
        }
        switch verdict.inconclusive {
        case 0: break
        case 1: remarks.append("the last check was inconclusive")
        default: remarks.append("the last \(verdict.inconclusive) checks were inconclusive")
        }
        return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }

    /// The reason why it gets no connections; nil: it gets some.
    var reason: String? {
        switch self {
        case .off: return "its check is off"
        case .probed(let verdict):
            switch verdict.state {
            case .up: return nil
            case .unknown: return "not checked yet"
            case .down:
                return "\(verdict) since \(CivilTime(milliseconds: verdict.since).timestamp)"
            }
        }
    }
}
