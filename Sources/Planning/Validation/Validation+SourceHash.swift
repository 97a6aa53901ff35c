import Addresses
import Model

extension Validation {
    /// Warns about servers that `sh` gives too few buckets.
    ///
    /// `sh` fills its table in the order of the kernel's list, one bucket per unit of weight, until
    /// the table is full.
    ///
    /// Source: `ip_vs_sh.c`, `ip_vs_sh_reassign`.
    mutating func checkBuckets(of service: Service, at path: DocumentPath) {
        var service = service
        // An idle server has ten times its weight.
        if service.hasFeedback {
            for position in service.servers.indices { service.servers[position].weight *= 10 }
        }
        let servers = service.servers.filter { $0.state != .offline }
        let total = servers.reduce(0) { $0 + $1.buckets }
        guard total > bucketCount else { return }
        // The kernel lists the newest destination first; they are added in order of their
        // endpoints.
        let list = servers.sorted { service.endpoint(of: $0) > service.endpoint(of: $1) }
        var left = bucketCount
        var losers: [String] = []
        for server in list {
            let share = min(server.buckets, left)
            left -= share
            if share < server.buckets {
                losers.append("\(server.name) gets \(share) of \(server.buckets)")
            }
        }
        let shown = losers.prefix(5).joined(separator: ", ")
        let more = losers.count > 5 ? " and \(losers.count - 5) more get less or none" : ""
        let divisor = (total + bucketCount - 1) / bucketCount
        warning(
            .sourceHashWeights, at: path.key("servers"),
            "sh has \(bucketCount) buckets and the weights sum to \(total): \(shown)\(more)",
            hint: "divide all weights by \(divisor), or use mh")
    }
}

/// The kernel's `IP_VS_SH_TAB_SIZE`, unless it was built with a size other than 8 bits.
private let bucketCount = 256

extension RealServer {
    /// The number of buckets; at least 1, even with weight 0.
    fileprivate var buckets: Int { state == .online ? max(weight, 1) : 1 }
}
