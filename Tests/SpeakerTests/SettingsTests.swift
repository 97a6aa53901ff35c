import Addresses
import Model
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Settings of the election process", .ownThreads)
struct SettingsTests {
    /// A change of good settings, and the place that the error names.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let place: String
        let change: @Sendable (inout SpeakerSettings) -> Void
        var testDescription: String { place }

        init(_ place: String, _ change: @escaping @Sendable (inout SpeakerSettings) -> Void) {
            self.place = place
            self.change = change
        }
    }

    static let mistakes = [
        Mistake("links") { $0.links = [] },
        Mistake("links") { $0.links.append($0.links[0]) },
        Mistake("settings.links[0].interface") { $0.links[0].name = "interface-of-17-by" },
        Mistake("settings.links[0].interface") { $0.links[0].name = "../x" },
        Mistake("settings.links[0]") { $0.links[0].peers = [Datagram.group(of: .ipv4)] },
        Mistake("settings.links[0].speed") {
            $0.links[0] = LinkSettings(device: "/dev/ttyS0", speed: 1)
        },
        Mistake("settings.links[0]") {
            $0.links[0] = LinkSettings(device: "/etc/passwd", speed: 9600)
        },
        Mistake("settings.links[0]") {
            $0.links[0] = LinkSettings(device: "/dev/../etc/passwd", speed: 9600)
        },
        Mistake("groups") { $0.groups.append($0.groups[0]) },
        Mistake("groups") {
            $0.groups.append(GroupSettings(name: "other", routers: $0.groups[0].routers))
        },
        Mistake("groups[0].routers") { $0.groups[0].routers = [] },
        Mistake("settings.groups[0].routers[0].id") { $0.groups[0].routers[0].routerID = 0 },
        Mistake("settings.groups[0].routers[0]") { $0.groups[0].routers[0].addresses = [] },
        Mistake("settings.groups[0].priority") { $0.groups[0].priority = 0 },
        Mistake("settings.groups[0].interval") { $0.groups[0].interval = .milliseconds(1) },
        Mistake("groups[0].interval") { $0.groups[0].interval = .milliseconds(15) },
        Mistake("groups[0].interval") { $0.groups[0].interval = .seconds(41) },
        Mistake("groups[0].version") {
            $0.groups[0].interval = .seconds(1)
            $0.groups[0].version = .two
        },
        Mistake("groups[0].password") { $0.groups[0].password = "secret" },
        Mistake("groups[0].authentication") {
            $0.groups[0].version = .two
            $0.groups[0].interval = .seconds(1)
            $0.groups[0].routers.removeLast()
            $0.groups[0].password = "secret"
            $0.groups[0].authentication = Self.keyed([1])
        },
        Mistake("groups[0].authentication.keys") {
            $0.groups[0].authentication = Self.keyed([])
        },
        Mistake("groups[0].authentication.keys") {
            $0.groups[0].authentication = Self.keyed([1, 1])
        },
        Mistake("settings.groups[0].authentication.window") {
            $0.groups[0].authentication = Self.keyed([1])
            $0.groups[0].authentication?.window = .milliseconds(999)
        },
        Mistake("groups[0].virtualMac") {
            $0.groups[0].hasVirtualMAC = true
            $0.groups[0].routers[1].addresses[0].interface = "eth1"
        },
        Mistake("nodes") { $0.nodes = ["costarring", "liquid"] },
        Mistake("settings.controllerGrace") { $0.controllerGrace = .seconds(-1) },
    ]

    private static func keyed(_ numbers: [UInt8]) -> PacketAuthentication {
        PacketAuthentication(
            keys: numbers.compactMap { PacketKey(id: $0, bytes: Array(0...31)) },
            interval: .seconds(1))
    }

    @Test("the authentication of a group is the same after JSON, and has defaults")
    func authentication() throws {
        var settings = try Node.settings("a", priority: 100, interval: .seconds(2))
        for mode in PacketAuthentication.Mode.allCases {
            for window in [nil, Duration.seconds(1), .seconds(300)] {
                var authentication = Self.keyed([7, 1])
                authentication.mode = mode
                authentication.window = window
                settings.groups[0].authentication = authentication
                #expect(try SpeakerSettings(settings.json) == settings)
            }
        }
        let text = "hex:" + String(repeating: "0a", count: 32)
        let short = JSONValue.fields([
            "keys": .list([.fields(["id": .number(1), "key": .text(text)])])
        ])
        let read = try PacketAuthentication(
            JSONFields(short, at: "authentication"), interval: .seconds(2))
        #expect(read.mode == .enforce)
        #expect(read.window == .seconds(6))
        #expect(read.keys.map(\.text) == [text])
        for (field, value) in [("mode", "off"), ("keys", "none")] {
            guard case .object(var fields) = short else { return }
            fields[field] = .text(value)
            let error = #expect(throws: UnfitField.self) {
                try PacketAuthentication(
                    JSONFields(.object(fields), at: "authentication"), interval: .seconds(2))
            }
            #expect(error?.place == "authentication.\(field)")
        }
    }

    @Test("a mistake is refused with its place", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let good = try Node.settings("a", priority: 100)
        #expect(try SpeakerSettings(good.json) == good)
        var bad = good
        mistake.change(&bad)
        let error = #expect(throws: UnfitField.self) { try SpeakerSettings(bad.json) }
        #expect(error?.place == mistake.place)
    }

    /// keepalived 2573.
    @Test("a link-local address may be virtual on two interfaces")
    func sameAddress() throws {
        var settings = try Node.settings("a", priority: 100)
        let local = try #require(settings.groups[0].routers[1].addresses.first)
        let other = InterfaceAddress(interface: "eth1", prefix: local.prefix)
        settings.groups[0].routers.append(RouterSettings(routerID: 53, addresses: [other]))
        #expect(try SpeakerSettings(settings.json) == settings)
        settings.groups[0].routers[2].addresses = [local]
        #expect(throws: UnfitField.self) { try SpeakerSettings(settings.json) }
    }

    @Test("a later version may add fields, and absent ones have defaults")
    func tolerance() throws {
        let good = try Node.settings("a", priority: 100, interval: .seconds(1))
        guard case .object(var fields) = good.json else { return }
        fields["controllerGrace"] = nil
        fields["added"] = .object(["later": .null])
        #expect(try SpeakerSettings(.object(fields)) == good)
    }
}
