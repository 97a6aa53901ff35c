import Addresses
import Model

/// Returns the weight of each server of a service, term by term.
///
/// **Shape:** one list per server, in the order of the service; the first term is the document's,
/// and the last weight is that of ``desired(from:signals:)``.
///
/// - Parameters:
///   - verdicts: verdicts of the servers' checks; nil: no checks run.
///   - readings: load readings of the servers; nil: the load is not read.
///   - wanted: the desired service, which shows whether its fallback serves the clients.
public func weightTerms(
    of service: Service, _ verdicts: [Endpoint: Verdict]?,
    _ readings: [Endpoint: FeedbackReading]? = nil, wanted: DesiredService? = nil
) -> [[WeightTerm]] {
    let weights = ServerWeights(
        of: service, following: service.following(readings), verdicts, readings)
    let hasYielded = service.quorum != nil && wanted?.fallback != nil
    return service.servers.indices.map { position in
        var terms: [WeightTerm] = []
        let endpoint = service.endpoint(of: service.servers[position])
        weights.derive(position, at: endpoint, hasYielded: hasYielded) { term, weight, reason in
            terms.append(WeightTerm(term, weight, reason()))
        }
        return terms
    }
}
