import Model

/// `cluster.failover.track`.
extension Validation {
    /// Checks the conditions.
    mutating func checkTracks(of failover: Failover, at path: DocumentPath) {
        if failover.tracks.count > Failover.trackLimit {
            exceed(Failover.trackLimit, "conditions", failover.tracks.count, at: path)
        }
        for (index, track) in failover.tracks.enumerated() {
            switch track.condition {
            case .interface(let name): checkTrack(of: name, at: path.index(index))
            case .services where spec.services.isEmpty && spec.proxies.isEmpty:
                warning(
                    .failoverTrack, at: path.index(index).key("services"),
                    "the document has no services", hint: "remove \(track.name)")
            case .services, .process, .script: break
            }
        }
        checkWeights(of: failover, at: path)
    }

    /// Warns about an interface on which the election depends anyway, and about a link whose loss
    /// the other links make up for.
    private mutating func checkTrack(of interface: String, at path: DocumentPath) {
        let place = path.key("interface")
        if spec.virtualAddresses.contains(where: { !$0.isExternal && $0.interface == interface }) {
            warning(
                .failoverTrack, at: place,
                "a node without \(interface), which has virtual addresses, is never master",
                hint: "remove this condition: it changes nothing")
        } else if spec.failoverLinks.contains(where: { $0.name == interface }) {
            warning(
                .failoverTrack, at: place,
                "\(interface) is a link, and its loss would move the addresses although the nodes"
                    + " hear each other over the others",
                hint: "remove this condition: a peer is lost when all links are silent")
        }
    }

    /// Warns if all deductions together leave the node with the highest priority.
    private mutating func checkWeights(of failover: Failover, at path: DocumentPath) {
        let weights = failover.tracks.compactMap(\.weight)
        let sum = weights.reduce(0, +)
        guard let (first, second) = firstNodes, !first.yields(to: second, after: sum),
            let last = failover.tracks.lastIndex(where: { $0.weight != nil })
        else { return }
        let noun = weights.count == 1 ? "a deduction of \(sum)" : "deductions of \(sum) together"
        let need = Int(first.priority) - Int(second.priority) + 1
        warning(
            .failoverTrack, at: path.index(last).key("weight"),
            "\(noun) cannot move the addresses: \(first.name) has priority \(first.priority) and"
                + " \(second.name) \(second.priority)",
            hint: second.priority == 1
                ? "give \(second.name) a priority above 1"
                : "write at least \(need), or no weight: then the node hands over at once")
    }

    /// The two nodes of the highest priority; nil: there is only one.
    var firstNodes: (Node, Node)? {
        let ranked = (spec.cluster?.nodes ?? []).sorted { $0.priority > $1.priority }
        return ranked.count > 1 ? (ranked[0], ranked[1]) : nil
    }
}

extension Node {
    /// Whether a node of lower priority is preferred after a deduction; an equal one is not.
    ///
    /// A priority stays at 1 or above.
    func yields(to other: Node, after deduction: Int) -> Bool {
        max(1, Int(priority) - deduction) < Int(other.priority)
    }
}
