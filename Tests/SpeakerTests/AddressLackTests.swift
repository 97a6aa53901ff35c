import Testing
import VRRP

@testable import Speaker

@Suite("Addresses that a node lacks")
struct AddressLackTests {
    private static let start = Moment(.seconds(100))

    @Test("a lack counts after three seconds, and is tried again ever later")
    func lack() {
        var lack = AddressLack()
        func isFault(_ lacked: Bool?, after seconds: Int) -> Bool {
            lack.update(lacked: lacked, isImpossible: false, Self.start + .seconds(seconds))
            return lack.isFault
        }
        #expect(!isFault(true, after: 0))
        #expect(!isFault(true, after: 2))
        #expect(isFault(true, after: 3))
        #expect(isFault(nil, after: 4), "another node has the role")
        #expect(isFault(nil, after: 12))
        #expect(!isFault(nil, after: 13), "this node may try again")
        #expect(!isFault(true, after: 14))
        #expect(isFault(true, after: 17))
        #expect(isFault(nil, after: 36))
        #expect(!isFault(nil, after: 37))
        #expect(!isFault(false, after: 38))
        #expect(!isFault(true, after: 39))
        #expect(isFault(true, after: 42))
        #expect(isFault(nil, after: 51), "ten seconds again, after all were there")
        #expect(!isFault(nil, after: 52))
    }

    @Test("an interface without a family is a fault for as long")
    func impossible() {
        var lack = AddressLack()
        for (seconds, isFault) in [(0, false), (3, true), (500, true)] {
            lack.update(lacked: nil, isImpossible: true, Self.start + .seconds(seconds))
            #expect(lack.isFault == isFault)
        }
        lack.update(lacked: nil, isImpossible: false, Self.start + .seconds(501))
        #expect(!lack.isFault)
    }
}
