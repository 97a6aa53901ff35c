import Foundation
import TestSupport
import TestThreads
import Testing

@Suite("Commands", .ownThreads)
struct CommandTests {
    @Test("validate accepts a good document, with status 0 and nothing on standard error")
    func good() throws {
        let file = try Scratch(goodDocument)
        let run = try Program("validate", "-f", file.path)
        #expect(run.status == 0)
        #expect(run.output == "\(file.path): good: 1 service, 2 servers\n")
        #expect(run.error == "")
    }

    @Test("validate explains all mistakes with line, column and caret, with status 1")
    func bad() throws {
        let text =
            goodDocument
            .replacing("forwarding: masq", with: "forwarding: mask")
            .replacing("weight: 3", with: "wieght: 3")
        let file = try Scratch(text)
        let run = try Program("validate", "-f", file.path)
        #expect(run.status == 1)
        #expect(run.output == "")
        #expect(run.error.contains("\(file.path):7:17: error: "))
        #expect(run.error.contains("^^^^\nhint: did you mean \"masq\"?"))
        #expect(run.error.contains("\(file.path):10:45: error: "))
    }

    @Test("validate --json gives the same to a program")
    func json() throws {
        let file = try Scratch(goodDocument.replacing("weight: 3", with: "weight: 70000"))
        let run = try Program("validate", "--json", "-f", file.path)
        #expect(run.status == 1)
        let answer = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let object = try #require(answer as? [String: Any])
        #expect(object["valid"] as? Bool == false)
        let list = try #require(object["diagnostics"] as? [[String: Any]])
        #expect(list.map { $0["code"] as? String } == ["BAL105"])
    }

    @Test("a file that is not there is said, with status 1")
    func missing() throws {
        let run = try Program("validate", "-f", "/nonexistent/ballast.yaml")
        #expect(run.status == 1)
        #expect(run.error.contains("No such file"))
    }

    @Test("drain, weight and online change only what they must, and the weight comes back")
    func edits() throws {
        let file = try Scratch(goodDocument)
        #expect(try Program("drain", "web/web2", "-f", file.path).status == 0)
        #expect(try file.text().contains("weight: 3, state: drain}"))
        #expect(try Program("weight", "web/web1", "5", "-f", file.path).status == 0)
        #expect(try file.text().contains("weight: 5}  # the old one"))
        #expect(try Program("online", "web/web2", "-f", file.path).status == 0)
        #expect(try Program("weight", "web/web1", "1", "-f", file.path).status == 0)
        #expect(try file.text() == goodDocument)
    }

    @Test("an edit of a server that is not there writes nothing, with status 1")
    func noServer() throws {
        let file = try Scratch(goodDocument)
        let run = try Program("drain", "web/web3", "-f", file.path)
        #expect(run.status == 1)
        #expect(run.error.contains("web3"))
        #expect(try file.text() == goodDocument)
    }

    @Test("an edit of a document that is not in force shows why, and writes nothing")
    func editOfBad() throws {
        for (right, wrong, place) in [
            ("forwarding: masq", "forwarding: mask", ":7:17: error: "),
            ("10.0.1.12:80", "10.0.1.11:80", ":10:31: error: "),
        ] {
            let text = goodDocument.replacing(right, with: wrong)
            let file = try Scratch(text)
            let run = try Program("drain", "web/web2", "-f", file.path)
            #expect(run.status == 1)
            #expect(run.error.contains("\(file.path)\(place)"), "\(run.error)")
            #expect(run.error.contains("nothing was written"))
            #expect(try file.text() == text)
        }
    }

    @Test("an edit that takes the last server away warns of it, once")
    func editOfLast() throws {
        let file = try Scratch(goodDocument)
        #expect(try Program("drain", "web/web2", "-f", file.path).error == "")
        #expect(try Program("drain", "web/web1", "-f", file.path).error.contains("[BAL206]"))
        #expect(try Program("offline", "web/web1", "-f", file.path).error == "")
    }

    @Test("an edit says when the server gets no connections all the same")
    func editWithoutEffect() throws {
        let file = try Scratch(goodDocument.replacing("weight: 3", with: "weight: 0"))
        let online = try Program("online", "web/web2", "-f", file.path)
        #expect(online.output == "\(file.path): unchanged\n")
        #expect(online.error.contains("weight is 0"))
        #expect(try Program("drain", "web/web2", "-f", file.path).error == "")
        let weight = try Program("weight", "web/web2", "5", "-f", file.path)
        #expect(weight.error.contains("state is drain"))
        #expect(try Program("online", "web/web2", "-f", file.path).error == "")
    }

    @Test("several servers are edited at once, and it is said what that means to clients")
    func severalServers() throws {
        let two =
            goodDocument + """
                  - name: other
                    listen: 10.0.0.100:81
                    forwarding: masq
                    servers:
                      - {name: web2, address: 10.0.1.12:81}
                      - {name: web3, address: 10.0.1.13:81}

                """
        let file = try Scratch(two)
        let run = try Program("drain", "*/web2", "web/web1", "-f", file.path)
        #expect(run.status == 0, "\(run.error)")
        let meaning = "new and remembered clients go elsewhere; nothing is cut"
        let refused = "new and remembered clients are refused; nothing is cut"
        #expect(
            run.output.hasSuffix(
                "changed\nweb/web2: \(refused)\nother/web2: \(meaning)\nweb/web1: \(refused)\n"))
        #expect(try file.text().split(separator: "state: drain").count == 4)
        let back = try Program("online", "*/web2", "web/web1", "-f", file.path)
        #expect(back.status == 0)
        #expect(try file.text() == two)
        #expect(try Program("drain", "*/web9", "-f", file.path).error.contains("web9"))
        let whole = try Program("offline", "other/*", "-f", file.path)
        #expect(whole.status == 0, "\(whole.error)")
        #expect(try file.text().split(separator: "state: offline").count == 3)
        #expect(try Program("online", "other/*", "-f", file.path).status == 0)
        #expect(try file.text() == two)
        #expect(try Program("drain", "none/*", "-f", file.path).error.contains("none has servers"))
        let waits = try Program(
            "offline", "web/web1", "-f", file.path, "--wait", "--socket", "\(file.path).sock")
        #expect(waits.status == 1 && waits.error.contains("no controller follows"))
        #expect(waits.output == "" && waits.error.contains("nothing was written"))
        #expect(try file.text() == two)
    }

    @Test("an edit that takes all servers out says which fallback serves the clients")
    func editOfAll() throws {
        let page = "holdingPage: {whenOffline: true}\nservices:"
        for (fallback, head, way) in [
            ("holdingPage", page, "get the holding page"),
            ("holdingPage", "services:", "are refused"),
            ("{address: 10.0.1.99, forwarding: masq}", page, "go to the fallback, 10.0.1.99"),
        ] {
            let text =
                goodDocument
                .replacing("services:", with: head)
                .replacing(
                    "forwarding: masq",
                    with: "forwarding: masq\n    check: {type: connect}\n    fallback: \(fallback)")
            let file = try Scratch(text)
            let run = try Program("drain", "web/*", "-f", file.path, "--json")
            let words = "new and remembered clients \(way); nothing is cut"
            #expect(run.output.contains("\"meaning\" : \"\(words)\""), "\(run.error)")
        }
    }

    @Test("an edit with --json of a document with mistakes prints them in JSON")
    func editOfBadInJSON() throws {
        let file = try Scratch(goodDocument.replacing("weight: 3", with: "weight: 70000"))
        for arguments in [["drain", "web/web1"], ["weight", "web/web1", "3"]] {
            let run = try Program(arguments + ["-f", file.path, "--json"])
            #expect(run.status == 1 && run.output.contains("\"BAL105\""), "\(run.output)")
        }
        let run = try Program("online", "web/web1", "-f", file.folder + "/none", "--json")
        #expect(run.status == 1 && run.output.contains("No such file"), "\(run.output)")
    }

    @Test("an edit of a pipe is refused, and waits for nobody")
    func editOfPipe() throws {
        let file = try Scratch()
        try FileManager.default.removeItem(atPath: file.path)
        try #require(mkfifo(file.path, 0o600) == 0)
        let run = try Program("drain", "web/web2", "-f", file.path)
        #expect(run.status == 1)
        #expect(run.error.contains("not a regular file"))
    }

    @Test("an answer that can't be written is an error, with status 1")
    func fullDisk() throws {
        let file = try Scratch(goodDocument)
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let run = try Program("validate", "-f", file.path, into: full)
        #expect(run.status == 1)
        #expect(run.error == "ballast: cannot write the answer: No space left on device (ENOSPC)\n")
    }

    @Test("status without a daemon says so, with status 1")
    func noDaemon() throws {
        let run = try Program("status", "--socket", "/nonexistent/ballast.sock")
        #expect(run.status == 1)
        let reason = "No such file or directory (ENOENT)"
        #expect(
            run.error.hasPrefix(
                "ballast: no controller answers at /nonexistent/ballast.sock: \(reason)\n"))
    }

    @Test("render schema prints the schema that is in the repository")
    func schema() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "schema/ballast.schema.json")
        let run = try Program("render", "schema")
        let kept = try String(contentsOf: file, encoding: .utf8)
        #expect(
            run.output.trimmingCharacters(in: .newlines)
                == kept.trimmingCharacters(in: .newlines))
    }

    @Test("a check without descriptors says so, and nothing worse", arguments: 8...20)
    func shortage(_ descriptors: Int) throws {
        let file = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: lo}]
            services:
              - name: web
                listen: 10.0.0.100:80
                forwarding: masq
                servers:
                  - name: web1
                    address: 127.0.0.1:80
                    check: {type: external, command: /bin/true}
                  - {name: web2, address: 127.0.0.2:80, check: {type: ping}}

            """)
        let passed = "web/web1 at 127.0.0.1:80: passed in match"
        let short = "web/web1 at 127.0.0.1:80: inconclusive in connect"
        let command = try Program.limited(
            descriptors: descriptors, "check", "web/web1", "-f", file.path)
        #expect(
            command.output.hasPrefix(command.status == 0 ? passed : short),
            "\(command.status) \(command.output)\(command.error)")
        let ping = try Program.limited(
            descriptors: descriptors, "check", "web/web2", "-f", file.path)
        #expect(
            [0, 1].contains(ping.status) && !ping.error.contains("Fatal"),
            "\(ping.status) \(ping.error)")
    }

    @Test(
        "nothing is shown of files that are no documents, nor of another user's links")
    func otherFiles() throws {
        let secret = "root:$6$abc:19000:0:99999:7:::\n"
        let file = try Scratch(secret, name: "shadow")
        for arguments in [["validate"], ["validate", "--json"], ["plan"], ["drain", "a/b"]] {
            let run = try Program(arguments + ["-f", file.path])
            #expect(run.status == 1)
            #expect(!(run.output + run.error).contains("abc"), "\(run.error)")
        }
        let run = try Program("validate", "-f", file.path)
        #expect(
            run.error == "\(file.path): error: this is no document of Ballast: it has no key "
                + "`version` [BAL107]\nhint: begin it with `version: 1`, then validate reports the "
                + "other mistakes\n")
        guard geteuid() == 0 else { return }
        try file.write(goodDocument)
        let link = file.folder + "/link.yaml"
        symlink(file.path, link)
        #expect(try Program("validate", "-f", link).status == 0)
        lchown(link, 4711, 4711)
        let refused = try Program("validate", "-f", link)
        #expect(refused.status == 1 && refused.error.contains("symbolic link of user 4711"))
    }

    @Test("a document that is a mount point is edited in place", .enabled(if: geteuid() == 0))
    func mountPoint() throws {
        let file = try Scratch(goodDocument)
        let other = try Scratch(goodDocument, name: "source.yaml")
        let run = try Program.mounting(
            other.path, on: file.path, "drain", "web/web2", "-f", file.path)
        #expect(run.status == 0, "\(run.error)")
        #expect(try other.text().contains("weight: 3, state: drain"))
        #expect(try file.text() == goodDocument)
        let names = try FileManager.default.contentsOfDirectory(atPath: file.folder)
        #expect(names == ["ballast.yaml"])
    }
}
