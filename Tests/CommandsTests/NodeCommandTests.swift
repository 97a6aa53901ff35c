import Foundation
import TestSupport
import TestThreads
import Testing

/// `--node`, and the host name in its place.
@Suite("The node of a command", .ownThreads)
struct NodeCommandTests {
    private static let document = """
        version: 1
        cluster:
          name: shop
          nodes: [{name: lb1, priority: 150}, {name: lb2}]
          failover: {}
        virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]

        """
    private static let record =
        Examples.folder.appending(path: "quickstart").appending(path: "host.json").path

    @Test("validate accepts the document on any host, and checks a node that is given")
    func validate() throws {
        let file = try Scratch(Self.document)
        let any = try Program("validate", "-f", file.path)
        #expect(any.status == 0 && any.error == "", "\(any)")
        #expect(try Program("validate", "-f", file.path, "--node", "lb2").status == 0)
        let other = try Program("validate", "-f", file.path, "--node", "lb3")
        #expect(other.status == 1 && other.output == "", "\(other)")
        #expect(other.error.contains(":4:"), "\(other)")
        #expect(other.error.contains("error: the cluster has no node lb3 [BAL233]"), "\(other)")
    }

    @Test("a plan for a recorded host needs its node: the host name, or --node")
    func plan() throws {
        let file = try Scratch(Self.document)
        let words = ["plan", "-f", file.path, "--host", Self.record]
        let own = try Program(words)
        #expect(own.status == 0, "\(own)")
        let named = try Program(words + ["--node", "lb2"])
        #expect(named.status == 0, "\(named)")
        let others = try Scratch(Self.document.replacing("name: lb1", with: "name: lb7"))
        let foreign = try Program("plan", "-f", others.path, "--host", Self.record)
        #expect(foreign.status == 1 && foreign.output == "", "\(foreign)")
        #expect(foreign.error.contains("no node lb1, which is the name of this host [BAL233]"))
    }

    @Test("plan and apply refuse the document of other nodes before they change anything")
    func otherHost() throws {
        let file = try Scratch(Self.document)
        let places = ["--state", file.folder + "/state", "--runtime", file.folder + "/run"]
        for command in ["plan", "apply"] {
            let run = try Program([command, "-f", file.path, "--node", "lb3"] + places)
            #expect(run.status == 1 && run.error.contains("[BAL233]"), "\(run)")
        }
    }
}
