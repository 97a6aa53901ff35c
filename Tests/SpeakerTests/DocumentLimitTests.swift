import Model
import Speaker
import Testing
import VRRP

/// The document's limits and numbers, which the model declares without the election process.
@Suite("Limits of the document")
struct DocumentLimitTests {
    @Test("the limits of the document are those of the election process")
    func limits() {
        #expect(Failover.linkLimit == SpeakerSettings.linkLimit)
        #expect(Failover.groupLimit == SpeakerSettings.groupLimit)
        #expect(Failover.addressLimit == SpeakerSettings.addressLimit)
        #expect(Failover.routerLimit == GroupSettings.routerLimit)
        #expect(Failover.unicastLimit == LinkSettings.peerLimit)
        #expect(Set(FailoverLink.speeds) == LinkSettings.speeds)
    }

    @Test("a node has the same number in the document and in reports")
    func numbers() {
        for name in ["", "a", "lb1", "lbmaster", "lb1.example.org", "größer", "costarring"] {
            #expect(Model.Node(name: name).number == NodeID(name: name).rawValue, "\(name)")
        }
    }
}
