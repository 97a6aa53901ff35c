import TestThreads
import Testing

@testable import Controller

@Suite("Requests about the election", .ownThreads)
struct FailoverRequestTests {
    @Test("a request is read as it was written", arguments: FailoverRequest.Action.allCases)
    func paths(action: FailoverRequest.Action) {
        for (group, node) in [(nil, nil), ("web", nil), (nil, "lb2"), ("a&b=c/%?", "größer")] {
            for isForced in [false, true] {
                let request = FailoverRequest(action, group: group, to: node, isForced: isForced)
                #expect(FailoverRequest(path: request.path) == request, "\(request.path)")
            }
        }
    }

    @Test(
        "another path is none",
        arguments: [
            "/failover", "/failover/", "/failover/sing", "/reload",
            "/failover/handOver?group", "/failover/handOver?group=", "/failover/handOver?x=y",
            "/failover/handOver?to=%zz", "/failover/handOver?force=no",
        ])
    func others(path: String) {
        #expect(FailoverRequest(path: path) == nil)
    }
}
