import Addresses
import Model

extension Validation {
    /// Checks the weights of servers with agents, the length of added headers, and the PROXY
    /// protocol.
    mutating func checkSafety(of proxy: Proxy, at path: DocumentPath) {
        checkAgentWeights(of: proxy, at: path)
        for (position, route) in proxy.routes.enumerated() where !route.servers.isEmpty {
            checkAgentWeights(
                of: proxy.part(for: route), at: path.key("routes").index(position))
        }
        let bytes = spec.addition(of: proxy)
        if bytes > AddedHeaders.limit {
            error(
                .addedHeaders, at: path.key("headers"),
                "\(proxy.name) may add \(bytes) bytes to a message, and HAProxy has room for at"
                    + " most \(AddedHeaders.limit)",
                hint: "shorten the values: it would answer with status 500")
        }
        if proxy.proxyProtocol == .fromAll {
            warning(
                .proxyProtocolFromAll, at: path.key("proxyProtocol"),
                "each client that reaches \(proxy.name) may claim any address",
                hint: "name the networks of its clients: `proxyProtocol: {from:"
                    + " [192.0.2.0/24]}`")
        }
    }

    /// Warns about weights that HAProxy rounds down: an agent reports a percentage.
    private mutating func checkAgentWeights(of proxy: Proxy, at path: DocumentPath) {
        guard let scale = proxy.agentScale else { return }
        for (index, server) in proxy.servers.enumerated()
        where server.weight > 0 && proxy.feedback(of: server) != nil {
            let least = scale.least(of: server.weight)
            guard least > 1 else { continue }
            warning(
                .agentWeight, at: path.key("servers").index(index).key("weight"),
                "\(server.name) gets no new clients while its agent reports less than \(least)%:"
                    + " its weight is \(server.weight), and the largest is \(scale.largest)",
                hint: "write at least \(scale.leastSafe) for it, or smaller weights for the others")
        }
    }
}
