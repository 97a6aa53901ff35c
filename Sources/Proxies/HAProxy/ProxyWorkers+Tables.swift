import HAProxy
import Model

extension ProxyWorkers {
    /// Reads the connections by which stick tables are synchronised, and emits events for problems.
    func lookAtTables() async {
        guard document.needsHAProxy, let peers = site.peers(of: spec) else {
            return news.tables.retire()
        }
        guard news.tables.isDue(at: .now) else { return }
        let reply = await serverObserver.peers()
        news.tables.note(reply, missing: peers.isHere ? nil : peers.address, at: .now)
        await tell(news.tables.notices())
    }
}
