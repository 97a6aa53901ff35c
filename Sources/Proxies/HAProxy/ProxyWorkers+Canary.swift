import HAProxy
import Model

extension ProxyWorkers {
    /// Returns the state of a proxy's servers, for the judgement of a canary; nil: the document in
    /// force has no proxy of this name.
    package func canary(of name: String) async -> CanaryReading? {
        guard let proxy = spec.proxies.first(where: { $0.name == name }) else { return nil }
        let verdicts =
            proxy.isCheckedByBallast
            ? checks.verdicts[spec.key(ofProxy: proxy)] ?? [:] : nil
        var reading = await serverObserver.canary(of: proxy, verdicts) ?? CanaryReading()
        reading.complaint =
            news.refused.first { $0.name == name }?.sentence
            ?? configuration.complaint.map { "HAProxy refuses the configuration: \($0)" }
        reading.obstacle =
            news.unheard.first { !$0.isShared && proxy.listen.contains($0.endpoint) }?.reason
        return reading
    }
}
