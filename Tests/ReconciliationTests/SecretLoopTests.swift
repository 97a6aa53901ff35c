import Model
import Reconciliation
import Synchronization
import Testing

@Suite("Secrets that change under the loop")
struct SecretLoopTests {
    private static let file = Secret.File(path: "secrets/a", limit: 1024)

    private static func document(_ text: String?) -> Spec {
        var spec = ReconciliationTests.spec(servers: 2)
        var check = Check(.negotiate)
        check.service = .redis
        check.password = Secret(in: file)
        spec.services[0].check = check
        spec.fillSecrets { _ in text }
        return spec
    }

    @Test("another secret reaches the checks, and is no new generation")
    func renewed() async {
        let world = World()
        world.save(Self.document("one"))
        let loop = await world.start()
        await loop.pass(.document)
        let next = Self.document("two")
        world.document.withLock {
            $0 = .renewed(next, secrets: [Self.file: "two"], changed: ["secrets/a"])
        }
        await loop.pass(.periodic)
        #expect(world.checked.withLock { $0.last?.services.first?.check?.password?.text } == "two")
        #expect(await loop.status().document.generation == 1)
        let event = world.events.withLock { $0.last { $0.kind == .accepted } }
        #expect(event?.message == "read a changed secret: secrets/a")
    }

    @Test("a useless file degrades status and is told once, and so is its return")
    func useless() async {
        let world = World()
        world.save(Self.document("one"))
        let loop = await world.start()
        await loop.pass(.document)
        world.document.withLock { $0 = .unchanged }
        let failure = HostFailure(operation: "read the secret in /secrets/a", reason: "gone")
        world.fileFailures.withLock { $0 = [failure] }
        for _ in 0..<3 { await loop.pass(.periodic) }
        #expect(await loop.status().health.reasons == [failure.description])
        world.fileFailures.withLock { $0 = [] }
        for _ in 0..<3 { await loop.pass(.periodic) }
        #expect(await loop.status().health.healthy)
        let kinds = world.events.withLock { $0.map(\.kind) }
        #expect(kinds.count { $0 == .failed } == 1 && kinds.count { $0 == .recovered } == 1)
    }
}
