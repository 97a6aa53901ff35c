import Model
import Proxies
import Reconciliation

extension Daemon {
    /// Returns the series, which are recorded while the document has subjects; nil: never.
    func series(
        _ reconciler: Reconciler, _ proxies: ProxyWorkers, following documents: AsyncStream<Spec>
    ) -> SeriesDesk? {
        guard settings.records else { return nil }
        let program = settings.seriesProgram ?? Self.besideThisProgram("ballast-series")
        let keeper = SeriesKeeper(
            program: program, state: settings.directories.state,
            from: .init(
                snapshot: { await reconciler.snapshot() }, proxies: { await proxies.traffic() }),
            following: documents)
        return SeriesDesk(keeper, program: program)
    }
}
