/// The explanation of a proxy's server: its state and the terms of its weight.
public struct ProxyServerExplanation: Sendable, Codable, Hashable {
    /// The name of its proxy.
    public var proxy: String
    /// The wanted and the observed server.
    public var status: ProxyServerStatus
    /// The terms of its weight, in order.
    public var terms: [WeightTerm]

    /// Creates the explanation of a server that is not in the document.
    public init(proxy: String, standIn status: ProxyServerStatus) {
        self.proxy = proxy
        self.status = status
        terms = []
    }

    /// Creates an explanation.
    ///
    /// - Parameters:
    ///   - server: the server in the document.
    ///   - check: the type of its check; nil: it is not checked.
    public init(
        proxy: String, status: ProxyServerStatus, server: ProxyServer, check: CheckType?
    ) {
        self.proxy = proxy
        self.status = status
        var weight = server.canary?.written ?? server.weight
        terms = [WeightTerm(.document, weight, "weight \(weight)")]
        if server.state != .online { weight = 0 }
        let words =
            switch server.state {
            case .online: "online"
            case .drain: "drained by the operator"
            case .offline: "taken offline by the operator"
            }
        terms.append(WeightTerm(.state, weight, words))
        if let canary = server.canary {
            weight = canary.weight(of: weight)
            terms.append(WeightTerm(.canary, weight, canary.words))
        }
        if status.followsAgent, server.state == .online, let got = status.got {
            weight = got.isOnline ? got.weight : 0
            let share = status.agentShare.map { ": \($0) %" } ?? ""
            // Without an answer the weight of the document is in force.
            let isSilent = weight > 0 && server.weight > 0 && status.agentShare == nil
            let saying = isSilent ? "no answer from its agent" : "as its agent reports\(share)"
            terms.append(WeightTerm(.feedback, weight, saying))
        }
        if status.isUp == false || check == .off { weight = 0 }
        let finding =
            switch status.isUp {
            case _ where check == .off: "its check is off"
            case nil: "not checked, counts as up"
            case true?: "up"
            case false?: "down"
            }
        terms.append(WeightTerm(.verdict, weight, finding))
    }
}
