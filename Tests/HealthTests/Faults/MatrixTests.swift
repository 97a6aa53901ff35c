import Model
import Testing

@testable import Health

/// Every fault at every turn of every protocol's conversation, in the clear and within TLS.
@Suite("Faults at each turn of each protocol", .timeLimit(.minutes(20)))
struct MatrixTests {
    @Test("without a fault the check passes", arguments: PeerScript.all)
    func control(_ script: PeerScript) async throws {
        let peer = try await FaultyPeer(script, nil)
        let result = try await probe(script.kind, port: peer.port, timeout: ample)
        #expect(result.isPassed, "\(result)")
        await peer.expectClosed()
        _ = try await peer.sent()
    }

    @Test(
        "a server that falls silent fails at the deadline", arguments: PeerScript.all,
        [FaultyPeer.Fault.hang, .hangInReply, .drip])
    func silence(_ script: PeerScript, _ fault: FaultyPeer.Fault) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for turn in script.turns {
                group.addTask { try await expectSilence(script, fault, turn) }
            }
            try await group.waitForAll()
        }
    }

    private func expectSilence(
        _ script: PeerScript, _ fault: FaultyPeer.Fault, _ turn: Int
    ) async throws {
        // Where the conversation had not come so far, it gets more time.
        for limit in [Duration.milliseconds(300), .seconds(3), .seconds(25)] {
            let peer = try await FaultyPeer(script, (fault, turn))
            let result = try await probe(script.kind, port: peer.port, timeout: limit)
            await peer.expectClosed()
            // On a busy machine the handshake may not end in time, which concludes nothing.
            guard result.phase != .connect, result.outcome != .inconclusive else {
                try await peer.stop()
                continue
            }
            guard try await peer.hasMisbehaved() else { continue }
            #expect(result.outcome == .failed, "turn \(turn): \(result)")
            #expect(result.phase == .receive, "turn \(turn): \(result)")
            #expect(!result.expected.isEmpty && !result.seen.isEmpty, "turn \(turn): \(result)")
            // Not the time of the next limit: waiting for the server's leave takes seconds more.
            #expect(result.duration < limit + ample, "turn \(turn): \(result)")
            return
        }
        Issue.record("the conversation does not come to turn \(turn)")
    }

    @Test(
        "a connection that is reset or closed fails at once", arguments: PeerScript.all,
        [FaultyPeer.Fault.reset, .resetInReply, .close, .closeInReply])
    func gone(_ script: PeerScript, _ fault: FaultyPeer.Fault) async throws {
        for turn in script.turns {
            let peer = try await FaultyPeer(script, (fault, turn))
            let result = try await probe(script.kind, port: peer.port, timeout: ample)
            await peer.expectClosed()
            #expect(try await peer.sent() != nil)
            let isGoodbye = script.takesLeave && turn == script.turns.upperBound - 1
            #expect(result.isPassed == isGoodbye, "turn \(turn): \(result)")
            #expect(result.outcome != .inconclusive, "turn \(turn): \(result)")
            let isCompared = script.endIsAnswer && result.phase == .match
            #expect(
                isGoodbye || isCompared || result.phase == .receive, "turn \(turn): \(result)")
            #expect(result.duration < ample, "turn \(turn): \(result)")
        }
    }

    @Test("a server that is gone once it has said all passes", arguments: PeerScript.all)
    func gone(_ script: PeerScript) async throws {
        let last = script.turns.upperBound - 1
        let peer = try await FaultyPeer(script, (.resetAfterReply, last))
        let result = try await probe(script.kind, port: peer.port, timeout: ample)
        await peer.expectClosed()
        #expect(try await peer.sent() != nil)
        #expect(result.isPassed, "\(result)")
    }

    @Test("of a gigabyte no more is read than is looked at", arguments: PeerScript.all)
    func flood(_ script: PeerScript) async throws {
        let peer = try await FaultyPeer(script, (.flood, script.flood.turn))
        let result = try await probe(script.kind, port: peer.port, timeout: ample)
        await peer.expectClosed()
        let sent = try #require(try await peer.sent())
        #expect(result.outcome == .failed, "\(result)")
        #expect(result.phase == script.flood.phase, "\(result)")
        #expect(!result.seen.isEmpty, "\(result)")
        // What the kernel's buffers and a limit of a mebibyte hold, and not a gigabyte.
        #expect(sent < 32 << 20, "\(sent) bytes, \(result)")
    }

    @Test("each service that is spoken has a script")
    func completeness() {
        let spoken = Set(FaultTests.services).subtracting([.radius])
        #expect(Set(PeerScript.all.map(\.service)) == spoken)
    }
}
