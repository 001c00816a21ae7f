//! The program: hands the words of the command line over and says how it ended.

fn main() -> std::process::ExitCode {
    enoki::command::run(std::env::args_os())
}
