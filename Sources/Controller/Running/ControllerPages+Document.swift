import Admin
import Document
import Files
import Model
import Pages
import Reconciliation
import Replication

extension ControllerPages {
    func document() async throws(APIRefusal) -> PageText {
        let bytes = try await desk.text()
        return PageText(
            path: desk.path, bytes: bytes, digest: Digest(of: bytes).hex,
            notes: await notes(on: bytes))
    }

    /// Sentences about the place where a document is better edited.
    private func notes(on bytes: [UInt8]) async -> [String] {
        var notes: [String] = []
        if let tree = GitWorkTree(of: desk.path) {
            notes.append(
                "The document is in the git work tree \(tree.path). Edit it there and commit it: "
                    + "an edit here stays outside of git, and can make the next pull fail.")
        }
        if let node = answers.changes.sender(of: bytes) {
            notes.append(
                "This text is from the node \(node), by replication. An edit here is sent to all "
                    + "nodes; edits on two nodes at a time are a conflict.")
        }
        return notes
    }

    func review(_ text: [UInt8]) async throws(APIRefusal) -> PageReview {
        let present = try await desk.text()
        let findings = await desk.findings(on: text)
        let difference = Self.difference(present, text)
        guard findings.valid else {
            return PageReview(
                findings: findings.diagnostics, omitted: findings.omitted, difference: difference)
        }
        var (plan, problem): (PagePlan?, String?)
        do {
            plan = PagePlan(try await site.plan(for: try await desk.spec(of: text)))
        } catch let refusal as APIRefusal {
            problem = refusal.diagnostics.first?.message
        } catch {
            problem = "\(error)"
        }
        return PageReview(
            findings: findings.diagnostics, omitted: findings.omitted, difference: difference,
            plan: plan, problem: problem)
    }

    func changes(since digest: String) async -> [String]? {
        let known = await desk.history().generations.first { $0.digest == digest }
        guard let known, let former = try? await desk.text(of: known.number),
            let present = try? await desk.text()
        else { return nil }
        return Self.difference(former, present)
    }

    func outline() async -> [PageOutline] {
        guard let spec = await answers.reconciler.snapshot().spec else { return [] }
        return spec.services.map { service in
            PageOutline(name: service.name, servers: service.servers.map(\.name))
        }
            + spec.proxies.map { proxy in
                PageOutline(
                    name: proxy.name,
                    servers: (proxy.servers + proxy.routes.flatMap(\.servers)).map(\.name))
            }
    }

    func confirmation() async -> PageConfirmation? { answers.changes.confirmation }

    func objection(toConnection opened: Moment) async -> String? {
        answers.changes.objection(to: .connection(opened: opened))
    }

    func holdingPage() async -> PageHolding {
        let page = await answers.reconciler.snapshot().spec?.holdingPage ?? HoldingPage()
        switch page.content {
        case .builtIn: return PageHolding(html: HoldingPage.builtIn, isBuiltIn: true)
        case .text(let html): return PageHolding(html: html)
        case .file(let name):
            let path = PathName.path(of: name, in: PathName.directory(of: desk.path))
            do throws(HostFailure) {
                return PageHolding(
                    html: try PageContent.read(.named(path, by: desk.path)), file: path)
            } catch {
                return PageHolding(html: HoldingPage.builtIn, file: path, problem: "\(error)")
            }
        }
    }

    var schema: String { Self.schemaText }

    private static let schemaText = jsonSchema()
}

extension PagePlan {
    /// The plan as pages show it.
    fileprivate init(_ answer: PlanAnswer) {
        let outages = answer.outages.map { "\($0) is left without a server that works" }
        let failures = answer.failures.map { "\($0.domain): \($0.failure)" }
        self.init(
            steps: answer.steps, summary: answer.summary.description,
            notes: outages + answer.proxyOutages + answer.handovers + answer.notes + failures)
    }
}
