import Admin
import Files
import Logging
import Model
import Pages
import Proxies
import Reconciliation

extension Daemon {
    /// Returns the API and its pages, which listen while the document has them.
    func administration(
        _ replies: StatusReplies, _ answers: Answers, _ haproxy: ProxySite,
        following documents: AsyncStream<Spec>, _ logger: Logger
    ) -> AdminKeeper {
        let reconciler = answers.reconciler
        let state = settings.directories.state
        let path = settings.document.path
        let desk = DocumentDesk(
            DocumentDesk.Place(
                document: path, state: state,
                allowsPrivileged: settings.document.allowsPrivileged, identity: identity,
                version: settings.version), answers.changes)
        let feed = EventFeed {
            let snapshot = await reconciler.snapshot()
            return EventsAnswer(
                started: snapshot.controller.started, events: snapshot.events)
        }
        let site = AdminSite(
            replies: replies, reconciler: reconciler, desk: desk, feed: feed, haproxy: haproxy,
            identity: identity,
            cluster: AdminSite.Cluster(
                failovers: answers.failovers, replications: answers.replications),
            reports: AdminSite.Reports(
                traffic: { await answers.traffic() },
                connections: { await answers.connections.answer(to: $0) }),
            series: answers.series, description: APIDescription())
        let accounts = Accounts(state: state)
        let pages = WebPages(
            accounts,
            ControllerPages(
                answers: answers, desk: desk, site: site, node: settings.node ?? hostName()),
            site)
        return AdminKeeper(
            APIServer(site, AccountClients(accounts), pages: pages),
            APICertificate(state: state, document: path, node: settings.node), accounts,
            answers.admin,
            following: documents, tell: { await reconciler.tell($0, $1) },
            log: { logger.info("\($0)") })
    }
}
