import Model
import Testing

@testable import Reconciliation

extension VerdictTests {
    @Test("a server that never had a result has no last state to be out of date")
    func unchecked() async {
        let world = World()
        let loop = await Self.checked(world)
        var all = Self.verdicts([.unknown, .unknown, .up])
        for position in 1...3 { all[key()]?[endpoint(position)]?.inconclusive = 3 }
        await loop.learn(.verdicts(all))
        await loop.pass(.verdicts)
        #expect(
            await loop.status().health.reasons == [
                "2 servers never had a check with a result: "
                    + "`ballast explain web80/web1` has the reason",
                "1 server cannot be checked, and its last state may be out of date: "
                    + "`ballast explain web80/web3` has the reason",
            ])
    }
}
