import Admin
import Files
import Model

extension WebPages {
    /// Reads the present connections.
    func connections(_ visit: PageVisit) async -> PagePress.Drawing {
        let fields = visit.query
        do throws(ConnectionQuery.Mistake) {
            let query = try ConnectionQuery(fields)
            let answer = await source.connections(query)
            return { ConnectionsPage(answer, query, fields).body }
        } catch {
            let problem = error.description
            // A query without fields has no mistake.
            guard let usual = try? ConnectionQuery() else { return { RefusalPage(.gone).body } }
            return { ConnectionsPage(nil, usual, fields, problem: problem).body }
        }
    }

    /// Reads the logs that a group may see.
    func logs(
        _ visit: PageVisit, for group: AccountGroup
    ) async throws(APIRefusal) -> PagePress.Drawing {
        let choice = LogChoice(visit.query)
        var lines = await source.events().filter(choice.includes).map { LogLine($0) }
        var notes: [String] = []
        if group >= .configuration {
            if choice.preset.hasAudit { lines += try await actions() }
            if choice.preset.hasAccess {
                let log = await source.accessLog()
                lines += log.lines.map { LogLine($0) }
                notes += log.notes
            }
        }
        let (found, reasons) = (lines, notes)
        return { LogsPage(found, notes: reasons, choice, for: group, now: wallClock()).body }
    }

    private func actions() async throws(APIRefusal) -> [LogLine] {
        do throws(HostFailure) {
            return try await accounts.auditEntries(last: LogsPage.limit) { _ in true }
                .entries.map { LogLine($0) }
        } catch {
            throw APIRefusal(503, "\(error)")
        }
    }

    /// Reads the state of this node.
    func node(_ visit: PageVisit, for group: AccountGroup) async -> PagePress.Drawing {
        let state = await source.nodeState()
        let name = source.node
        var packages: Result<[PagePackage], APIRefusal>?
        if visit.query["packages"]?.isEmpty == false {
            do throws(APIRefusal) {
                packages = .success(try await source.packages())
            } catch {
                packages = .failure(error)
            }
        }
        let graphs = await graphs(nil, nil, title: "this node", at: "/node", visit)
        let found = packages
        return {
            NodePage(
                state, name: name, packages: found, graphs: graphs, for: group, now: wallClock()
            ).body
        }
    }

    /// Restarts or halts the node, once the person has written its name.
    ///
    /// **Errors:** 400: no such button; 403: the document forbids it; 422: another name.
    func power(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let viewer = try viewer(of: call)
        guard let action = PagePower(rawValue: fields.text("to")) else {
            throw APIRefusal(400, "the form has no such button")
        }
        let why = String(fields.text("message").clean.prefix(500))
        var refusal: APIRefusal?
        do throws(APIRefusal) {
            guard fields.text("confirm") == source.node else {
                throw APIRefusal(
                    422, "the name is not that of this node, so nothing was done",
                    hint: "write \(source.node)")
            }
            // The audit log has its line before the node ends.
            guard await source.nodeState().hasPower else {
                throw APIRefusal(
                    403, .apiAccess, "the document does not let pages \(action.rawValue) the node",
                    hint: "admin: {power: true}")
            }
            await authenticator.note(
                viewer.principal, "\(action.rawValue) this node", why: why.isEmpty ? nil : why,
                refusal: nil)
            try await source.end(action)
        } catch {
            refusal = error
        }
        if let refusal {
            await authenticator.note(
                viewer.principal, "\(action.rawValue) this node", why: why.isEmpty ? nil : why,
                refusal: refusal)
            throw refusal
        }
        return Self.redirect(to: "/node?done=\(action.rawValue)")
    }
}
