import LabSupport
import Testing

extension InLab {
    @Suite("Records")
    struct Records {
        @Test("the plan for the record of a host is the plan on that host")
        func samePlan() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1, 3])
            try balancer.hold([service])
            // A server less, another weight, and a service of another program.
            for meddling in [Meddling.serverRemoved, .serverAdded] {
                try meddling.program(on: service).output()
            }
            try Program(["ipvsadm", "-A", "-u", "10.0.0.7:53"], on: balancer.host).output()
            let record = try balancer.ballast("observe", ["--json"]).output()
            try balancer.directory.write(record, to: "host.json")
            let live = try balancer.ballast("plan").output()
            let file = "\(balancer.directory.path)/host.json"
            let later = try Program(
                [Lab.ballast, "plan", "-f", balancer.document, "--host", file], on: "client"
            ).output()
            try Program(["ipvsadm", "-C"], on: balancer.host).output()
            #expect(live == later)
            #expect(live.contains("+ server \(service.servers[0].endpoint)"))
            #expect(live.contains("foreign: service udp 10.0.0.7:53"))
        }
    }
}
