import HostContract
import Kernel
import LabSupport
import Model
import Testing

extension InLab {
    @Suite("The kernel")
    struct Contract {
        @Test("it keeps the contract of every host", arguments: ContractClause.all)
        func contract(_ clause: ContractClause) throws {
            try Namespace.fresh {
                try Program(["ip", "link", "add", "lab0", "up", "type", "dummy"]).output()
                // The lab's kernel is 6.1: `twos` came later, address marks in 5.18.
                let ground = ContractGround(
                    interface: "lab0", schedulers: Scheduler.all.filter { $0 != .twoChoices })
                try clause.check(try KernelHost(), on: ground)
            }
        }
    }
}
