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
        reading.faults = faults(beside: name)
        return reading
    }

    /// Returns the faults of the other proxies: HAProxy refuses them, or does not listen on one of
    /// their ports.
    package func faults(beside name: String) -> Set<String> {
        let own = spec.proxies.first { $0.name == name }?.listen ?? []
        let unheard = news.unheard.filter { !$0.isShared && !own.contains($0.endpoint) }
        return Set(news.refused.filter { $0.name != name }.map(\.sentence) + unheard.map(\.reason))
    }
}
