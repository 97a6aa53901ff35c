import Admin
import Logging
import Model
import Proxies
import Reconciliation

extension Daemon {
    /// Returns the API, which listens while the document has it.
    func administration(
        _ replies: StatusReplies, _ reconciler: Reconciler, _ changes: ChangeKeeper,
        _ haproxy: ProxySite, _ replications: Replications, _ report: AdminReport,
        _ series: SeriesDesk?, following documents: AsyncStream<Spec>, _ logger: Logger
    ) -> AdminKeeper {
        let state = settings.directories.state
        let path = settings.document.path
        let desk = DocumentDesk(
            DocumentDesk.Place(
                document: path, state: state,
                allowsPrivileged: settings.document.allowsPrivileged, identity: identity,
                version: settings.version), changes)
        let feed = EventFeed {
            let snapshot = await reconciler.snapshot()
            return EventsAnswer(
                started: snapshot.controller.started, events: snapshot.events)
        }
        let site = AdminSite(
            replies: replies, reconciler: reconciler, desk: desk, feed: feed, haproxy: haproxy,
            identity: identity, replication: { replications.status },
            series: series, description: APIDescription())
        let accounts = Accounts(state: state)
        return AdminKeeper(
            APIServer(site, AccountClients(accounts)),
            APICertificate(state: state, document: path, node: settings.node), accounts, report,
            following: documents, tell: { await reconciler.tell($0, $1) },
            log: { logger.info("\($0)") })
    }
}
