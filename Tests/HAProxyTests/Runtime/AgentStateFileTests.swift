import Addresses
import Model
import Planning
import Testing

@testable import HAProxy

@Suite("The state file for servers that follow an agent")
struct AgentStateFileTests {
    /// Lines of a worker whose agents are asked (22) or not (18).
    private static let states = """
        1
        # be_name srv_name srv_addr srv_port srv_uweight srv_op_state srv_admin_state srv_iweight \
        srv_check_state srv_agent_state
        b drain 10.0.0.1 80 256 2 8 256 6 22
        b maint 10.0.0.1 80 256 0 1 256 6 22
        b share 10.0.0.1 80 64 2 0 256 6 22
        b least 10.0.0.1 80 1 2 0 256 6 22
        b zero 10.0.0.1 80 0 2 0 256 6 22
        b back 10.0.0.1 80 0 2 8 0 6 22
        b held 10.0.0.1 80 256 0 1 256 6 18
        b down 10.0.0.1 80 256 0 0 256 6 22
        b alone 10.0.0.1 80 256 0 0 256 0 22
        b unasked 10.0.0.1 80 64 2 0 256 6 18
        """

    private static func lines(
        _ names: [String], weight: Int = 256, options: [String] = ["check", "agent-check"]
    ) throws -> [String] {
        let servers = names.map { name in
            ProxyChangesTests.server(name, weight: weight, options: options)
        }
        return try #require(ServerStates(states)).stateFile(for: ProxyChangesTests.wanted(servers))
            .split(separator: "\n").dropFirst(2).map(String.init)
    }

    @Test("a reload preserves the state and the share that an agent set")
    func kept() throws {
        #expect(
            try Self.lines(["drain", "maint", "share", "least", "zero"]) == [
                "b drain 10.0.0.1 80 256 2 8 256 6 22",
                "b maint 10.0.0.1 80 256 0 1 256 6 22",
                "b share 10.0.0.1 80 64 2 0 256 6 22",
                "b least 10.0.0.1 80 1 2 0 256 6 22",
                "b zero 10.0.0.1 80 0 2 0 256 6 22",
            ])
    }

    @Test("the share follows the weight of the document")
    func scaled() throws {
        #expect(
            try Self.lines(["share", "least", "zero"], weight: 128) == [
                "b share 10.0.0.1 80 32 2 0 128 6 22",
                "b least 10.0.0.1 80 1 2 0 128 6 22",
                "b zero 10.0.0.1 80 0 2 0 128 6 22",
            ])
        #expect(try Self.lines(["share"], weight: 0) == ["b share 10.0.0.1 80 0 2 0 0 6 22"])
    }

    @Test("a state that the document changed is the document's")
    func document() throws {
        // It was drained, or offline, by the document before.
        #expect(try Self.lines(["back", "held"]) == ["b back 10.0.0.1 80 256 2 0 256 6 22"])
        #expect(
            try Self.lines(["drain", "share"], options: ["check"])
                == ["b share 10.0.0.1 80 256 2 0 256 6 22"])
        #expect(try Self.lines(["unasked"]) == ["b unasked 10.0.0.1 80 256 2 0 256 6 18"])
    }

    @Test("a server without a check stays down only where its agent reported it")
    func unchecked() throws {
        #expect(
            try Self.lines(["down", "alone"], options: ["agent-check"]) == [
                "b down 10.0.0.1 80 256 2 0 256 6 22",
                "b alone 10.0.0.1 80 256 0 0 256 0 22",
            ])
    }
}
