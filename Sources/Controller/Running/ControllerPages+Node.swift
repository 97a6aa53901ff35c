import Admin
import Model
import Pages
import Reconciliation

extension ControllerPages {
    func connections(_ query: ConnectionQuery) async -> ConnectionsAnswer {
        await answers.connections.answer(to: query)
    }

    func accessLog() async -> PageAccessLog {
        let spec = await answers.reconciler.snapshot().spec
        return await accessLogs.lines(of: spec?.accessLogTargets ?? [])
    }

    func nodeState() async -> PageNode {
        let status = await answers.moment().frame
        let spec = await answers.reconciler.snapshot().spec
        return PageNode(
            status, clock: ClockState.current(), hasPower: spec?.admin.power ?? false)
    }

    func packages() async throws(APIRefusal) -> [PagePackage] {
        do {
            return try await nodes.newest()
        } catch {
            throw APIRefusal(503, "\(error)")
        }
    }

    func end(_ action: PagePower) async throws(APIRefusal) {
        guard await answers.reconciler.snapshot().spec?.admin.power == true else {
            throw APIRefusal(403, .apiAccess, "the document does not let pages end the node")
        }
        do {
            try await nodes.end(action)
        } catch {
            throw APIRefusal(503, "\(error)")
        }
    }
}
