import Model
import Speaker
import TestThreads
import Testing
import VRRP

/// The document's limits and numbers, which the model declares without the election process.
@Suite("Limits of the document", .ownThreads)
struct DocumentLimitTests {
    @Test("the limits of the document are those of the election process")
    func limits() {
        #expect(Failover.linkLimit == SpeakerSettings.linkLimit)
        #expect(Failover.groupLimit == SpeakerSettings.groupLimit)
        #expect(Failover.addressLimit == SpeakerSettings.addressLimit)
        #expect(Failover.routerLimit == GroupSettings.routerLimit)
        #expect(Failover.unicastLimit == LinkSettings.peerLimit)
        #expect(Set(FailoverLink.speeds) == LinkSettings.speeds)
        #expect(FailoverAuthentication.keyLimit == PacketAuthentication.keyLimit)
    }

    @Test("a key of the document is a key of packets")
    func keys() {
        func repeated(_ text: String, _ count: Int) -> String {
            String(repeating: text, count: count)
        }
        for count in [0, 31, 32, 33, 63, 64, 65] {
            let texts = [
                repeated("a", count), "hex:" + repeated("0f", count), "hex:" + repeated("F", count),
                "hex:" + repeated("g", count), repeated("ä", count), "hex:" + repeated("٣", count),
                "HEX:" + repeated("0", count),
            ]
            for text in texts {
                let key = PacketKey(id: 1, text: text)
                #expect(FailoverKey.isUsable(text) == (key != nil), "\(text)")
            }
        }
        #expect(FailoverKey.lengths == PacketKey.lengths)
    }

    @Test("a node has the same number in the document and in reports")
    func numbers() {
        for name in ["", "a", "lb1", "lbmaster", "lb1.example.org", "größer", "costarring"] {
            #expect(Model.Node(name: name).number == NodeID(name: name).rawValue, "\(name)")
        }
    }
}
