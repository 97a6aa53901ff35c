import Replication
import Testing

@Suite("Version vectors")
struct VersionVectorTests {
    @Test("the order of two vectors is by what each has seen, not by sums")
    func order() {
        let table: [(VersionVector, VersionVector, VersionVector.Order)] = [
            ([:], [:], .same), (["a": 1], [:], .newer), ([:], ["a": 1], .older),
            (["a": 1], ["a": 1], .same), (["a": 2], ["a": 1], .newer),
            (["a": 9], ["b": 1], .concurrent), (["a": 2, "b": 1], ["a": 1, "b": 2], .concurrent),
            (["a": 2, "b": 1], ["a": 2], .newer), (["a": 0], [:], .same),
        ].map { (VersionVector($0.0), VersionVector($0.1), $0.2) }
        for (left, right, order) in table {
            #expect(left.compared(to: right) == order, "\(left) / \(right)")
        }
    }
}
