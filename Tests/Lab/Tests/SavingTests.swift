import Glibc
import LabSupport
import Testing

extension InLab {
    /// How a changed document gets to where the controller reads it.
    enum Saving: String, CaseIterable, CustomTestStringConvertible {
        case truncateAndWrite = "truncated and written"
        case renameOver = "renamed over"
        case linkSwapped = "a symbolic link swapped"
        case mountedDirectory = "a link to a directory swapped, as mounted configuration does"
        case directoryReplaced = "its directory replaced"
        case goneForAMoment = "gone for a moment"

        var testDescription: String { rawValue }

        /// Commands that put the first document at `ballast.yaml`; `$1` is the new file.
        var preparation: String {
            switch self {
            case .truncateAndWrite, .renameOver, .goneForAMoment: "cp $1 ballast.yaml"
            case .linkSwapped: "cp $1 first; ln -s first ballast.yaml"
            case .mountedDirectory:
                "mkdir one; cp $1 one/ballast.yaml; ln -s one ..data; "
                    + "ln -s ..data/ballast.yaml ballast.yaml"
            case .directoryReplaced: "cp $1 ballast.yaml"
            }
        }

        /// Commands that save the second one.
        var commands: String {
            switch self {
            case .truncateAndWrite: "cat $1 >ballast.yaml"
            case .renameOver: "cp $1 .new; mv .new ballast.yaml"
            case .linkSwapped: "cp $1 second; ln -s second .new; mv -T .new ballast.yaml"
            case .mountedDirectory:
                "mkdir two; cp $1 two/ballast.yaml; ln -s two ..new; mv -T ..new ..data; rm -r one"
            case .directoryReplaced:
                "mkdir ../new; cp $1 ../new/ballast.yaml; mv -T ../place ../old; "
                    + "mv -T ../new ../place; rm -r ../old"
            case .goneForAMoment: "rm ballast.yaml; sleep 1; cp $1 ballast.yaml"
            }
        }
    }

    @Suite("Saving")
    struct SavingTests {
        @Test("the kernel follows however the document is saved", arguments: Saving.allCases)
        func follow(saving: Saving) throws {
            let balancer = try Balancer()
            let files = balancer.directory
            let first = try Path.masq.service(weights: [1, 3])
            let second = try Path.masq.service(weights: [3, 1])
            try files.write(Recipe.document([first]), to: "first.yaml")
            try files.write(Recipe.document([second]), to: "second.yaml")
            func shell(_ commands: String, _ file: String) throws {
                let place = "set -e; mkdir -p \(files.path)/place; cd \(files.path)/place; "
                try Program(
                    ["bash", "-c", place + commands, "bash", "\(files.path)/\(file)"]
                ).output()
            }
            try shell(saving.preparation, "first.yaml")
            let daemon = try Daemon(
                Program(
                    [
                        Lab.ballast, "run", "-f", "\(files.path)/place/ballast.yaml", "--state",
                        "\(files.path)/state", "--runtime", "\(files.path)/run", "--interval", "60",
                    ], on: balancer.host))
            #expect(try balancer.holds([first], within: 20))

            try shell(saving.commands, "second.yaml")
            #expect(try balancer.holds([second]), "\(daemon.written)")
            // And the one after that, in the plainest way: the watch has moved along.
            try shell("cat $1 >ballast.yaml", "first.yaml")
            #expect(try balancer.holds([first]), "\(daemon.written)")
        }

        @Test("a watcher that was killed is replaced")
        func watcher() throws {
            let balancer = try Balancer()
            let daemon = try balancer.control([try Path.masq.service(weights: [1, 3])])
            func watchers() throws -> [Int32] {
                let search = ["pgrep", "-P", "\(daemon.identifier)", "-x", "ballast-watch"]
                return try Program(search).run().output.split(separator: "\n")
                    .compactMap { Int32($0) }
            }
            let first = try watchers()
            #expect(first.count == 1, "\(first)")
            first.forEach { kill($0, SIGKILL) }
            #expect(
                try eventually(within: 20) {
                    let now = try watchers()
                    return now.count == 1 && now != first
                })
            let edited = try Path.masq.service(weights: [3, 1])
            try balancer.directory.write(Recipe.document([edited]), to: "ballast.yaml")
            #expect(try balancer.holds([edited], within: 20), "\(daemon.written)")
        }

        @Test("a broken edit changes nothing, and status says where it is broken")
        func broken() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1, 3])
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime(daemon) {} }
            let healthy = try balancer.ballast("status").run()
            #expect(healthy.status == 0, "\(healthy.output)\(healthy.errors)")

            try balancer.directory.write(
                Recipe.document([service]) + "nonsense: [\n", to: "ballast.yaml")
            #expect(try eventually(within: 10) { try balancer.ballast("status").run().status == 3 })
            #expect(try balancer.table() == Recipe.table([service]))
            #expect(Client().tally(4, to: service.listen).answered == 4)
            try balancer.directory.write(Recipe.document([service]), to: "ballast.yaml")
            #expect(try eventually(within: 10) { try balancer.ballast("status").run().status == 0 })
        }
    }
}
